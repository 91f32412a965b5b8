import type { Locator, Page } from "@playwright/test";
import { decisionsOn, launch, panel, reviewIn, rowsOf } from "../campaigns";
import { accessible, accessibleAnyhow, expect, test } from "../fixtures";

const name = "Bench booking, by keyboard";

/** Presses Tab until this has focus, as somebody without a mouse does. */
async function tabTo(page: Page, to: Locator): Promise<void> {
  await expect(to).toBeVisible();
  for (let presses = 0; presses < 80; presses++) {
    if (await to.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`Tab does not lead to ${to}.`);
}

test("by keyboard alone: from sign-in to the sign-off of a small list", async ({ as, browser }) => {
  const admin = await as("admin");
  await launch(admin, {
    name,
    reviewer: "rohan.deshpande@haldenvoss.example",
    scope: 'application = exp and title = "Cash and bank specialist"',
  });
  const asked = await as("Rohan Deshpande");
  const review = await reviewIn(asked, name);
  const items = (await rowsOf(asked, review)).map((r) => r.id);
  expect(items.length).toBeGreaterThan(1);

  const context = await browser.newContext({ baseURL: new URL(asked.url()).origin });
  const page = await context.newPage();
  await page.goto("/sign-in");
  await tabTo(page, page.getByRole("button", { name: /Rohan Deshpande/ }));
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/reviews$/);
  await tabTo(page, page.locator(`a[href="/reviews/${review}"]`));
  await page.keyboard.press("Enter");
  await page.waitForURL(new RegExp(review));
  await tabTo(page, page.getByRole("button", { name: "I have read this" }));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "I have read this" })).toHaveCount(0);

  // The item's own title has the focus, then its verbs have keys.
  for (let n = 0; n < items.length; n++) {
    const item = new URL(page.url()).searchParams.get("item");
    await expect(panel(page).getByRole("button", { name: "Keep", exact: true })).toBeEnabled();
    await page.keyboard.press("1");
    await expect(panel(page).getByRole("button", { name: "Keep", exact: true })).toHaveAttribute(
      "aria-pressed",
      "true",
    );
    await expect(panel(page).getByText("Not recorded yet")).toBeVisible();
    await tabTo(page, panel(page).getByRole("radio", { name: "Needed for the job" }));
    await page.keyboard.press("Space");
    await page.keyboard.type("Their trips are paid with it.");
    if (n === 0) await accessible(page);
    await page.keyboard.press("Enter");
    await expect.poll(async () => (await decisionsOn(page, item ?? "")).length).toBe(1);
    if (n + 1 < items.length) await expect(page).not.toHaveURL(new RegExp(`item=${item}`));
  }
  await page.keyboard.press("Control+k");
  await page.keyboard.type("Sign off");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/sign-off$/);
  await tabTo(page, page.getByLabel("I looked at the evidence of each item and decided it myself."));
  await page.keyboard.press("Space");
  await tabTo(page, page.getByRole("button", { name: /^Sign off/ }));
  await page.keyboard.press("Enter");
  await expect(page.getByText("You signed this review off")).toBeVisible();
  await accessibleAnyhow(page);
  await context.close();
});
