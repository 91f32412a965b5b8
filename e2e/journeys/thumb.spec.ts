import { cancel, decisionsOn, launch, list, panel, plainRows, record, reviewIn, rowsOf } from "../campaigns";
import { accessible, expect, noSideways, test } from "../fixtures";

const phone = {
  viewport: { width: 390, height: 844 },
  hasTouch: true,
  isMobile: true,
  deviceScaleFactor: 2,
};

test("by thumb: from the list to the item to the decision, and nothing scrolls sideways", async ({ as }) => {
  const admin = await as("admin");
  const name = "Expenses, by thumb";
  const campaign = await launch(admin, {
    name,
    reviewer: "rohan.deshpande@haldenvoss.example",
    scope: 'application = exp and department = "Treasury"',
  });
  const page = await as("Rohan Deshpande", phone);
  await page.goto("/reviews");
  await page.getByRole("link", { name }).tap();
  const review = await reviewIn(page, name);
  const [row] = await plainRows(page, review);

  await expect(list(page)).toBeVisible();
  await expect(panel(page)).toBeHidden();
  await accessible(page);
  await noSideways(page);
  await list(page).locator(`[data-row="${row?.id}"]`).tap();
  await expect(list(page)).toBeHidden();
  const keep = panel(page).getByRole("button", { name: "Keep", exact: true });
  await expect(keep).toBeVisible();
  // What a thumb presses is as wide as a thumb.
  for (const button of await panel(page).getByRole("button").all())
    expect((await button.boundingBox())?.height).toBeGreaterThanOrEqual(44);
  await noSideways(page);

  await keep.tap();
  await panel(page).getByText("Needed for the job").tap();
  await panel(page).getByRole("textbox").fill("Travels to the branches each month.");
  await accessible(page);
  await noSideways(page);
  await record(page).tap();
  await expect
    .poll(async () => (await rowsOf(page, review)).find((r) => r.id === row?.id)?.state)
    .toBe("decided");
  await expect(page).toHaveURL(new RegExp(`item=(?!${row?.id})`));
  expect(await decisionsOn(page, row?.id ?? "")).toMatchObject([
    { outcome: "certify", words: "Travels to the branches each month." },
  ]);

  // Back to the list, where what was decided stands as it was decided.
  await page.getByRole("button", { name: "Worklist", exact: true }).tap();
  await expect(list(page).getByText("kept").first()).toBeVisible();
  await noSideways(page);
  await cancel(admin, campaign);
});
