import { list, reviewIn, rowsOf } from "../campaigns";
import { accessibleAnyhow, expect, get, test } from "../fixtures";

type View = { id: string; name: string; search: string };

test("the list is narrowed and grouped in its address; a view of it is saved, opened from its link, and removed", async ({
  as,
}) => {
  const page = await as("Rohan Deshpande");
  await page.goto("/reviews");
  await page.getByRole("link", { name: /Q4/ }).click();
  await page.waitForURL(/\/reviews\/[0-9a-f-]{36}/);
  const nav = list(page);
  await expect(nav.getByRole("heading", { level: 3 }).first()).toBeVisible();

  const menu = nav.getByRole("button", { name: "View of the list" });
  await menu.click();
  await page.getByRole("menuitemradio", { name: "What is alike" }).click();
  await page.keyboard.press("Escape");
  await expect(page).toHaveURL(/group=alike/);
  // The item that was open stays so, wherever it stands now; the bare link begins at the top.
  await page.goto(page.url().replace(/&item=[^&]*/, ""));
  await expect(nav.getByRole("heading", { name: /\d+ alike, \d+ open/ }).first()).toBeVisible();
  await accessibleAnyhow(page);
  await menu.click();
  await page.getByRole("menuitemradio", { name: "Low risk" }).click();
  await page.keyboard.press("Escape");
  await expect(nav.getByRole("button", { name: /Low risk/ })).toBeVisible();
  await expect(page).toHaveURL(/risk=low/);
  await menu.click();
  await page.getByRole("menuitem", { name: "Save this view…" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByText("Grouped by what is alike; low risk.")).toBeVisible();
  await dialog.getByLabel("Name").fill("Low and alike");
  await accessibleAnyhow(page);
  await page.keyboard.press("Enter");
  await expect(dialog).toBeHidden();
  const views = async () => (await get<View[]>(page, "/api/reviews/views")).body;
  expect(await views()).toMatchObject([{ name: "Low and alike" }]);

  // The address alone is enough, in another browser too.
  const address = page.url();
  const other = await as("Rohan Deshpande");
  await other.goto(address);
  await expect(list(other).getByRole("button", { name: /Low risk/ })).toBeVisible();
  await expect(list(other).getByRole("heading", { level: 3 }).first()).toBeVisible();
  await expect(other).toHaveURL(address);
  await nav.getByRole("button", { name: /^Low risk/ }).click();
  await expect(page).not.toHaveURL(/risk=low/);
  await page.goBack();
  await expect(page).toHaveURL(/risk=low/);

  // Somebody comes back, and takes the view by its name.
  await page.goto(page.url().replace(/\?.*/, ""));
  await expect(nav.getByRole("heading", { level: 3 }).first()).toBeVisible();
  await expect(page).not.toHaveURL(/group=alike/);
  await menu.click();
  await page.getByRole("menuitem", { name: /Low and alike/ }).click();
  await expect(page).toHaveURL(/group=alike/);
  await expect(page).toHaveURL(/risk=low/);
  await menu.click();
  await page.getByRole("menuitem", { name: "Rename or remove…" }).click();
  await dialog.getByRole("button", { name: "Remove Low and alike" }).click();
  await expect(dialog.getByText("You keep no views now.")).toBeVisible();
  await dialog.getByRole("button", { name: "Done" }).click();
  expect(await views()).toEqual([]);
});

test("the row of the item that a link opens is in sight, also far down the list, and on a phone when the list is shown again", async ({
  as,
}) => {
  const page = await as("Rohan Deshpande");
  const review = await reviewIn(page, "Q4 access review");
  const far = (await rowsOf(page, review)).at(60);
  if (!far) throw new Error("This list is too short to look far down it.");
  const row = list(page).locator(`[data-row="${far.id}"]`);
  await page.goto(`/reviews/${review}?item=${far.id}`);
  await expect(row).toBeInViewport({ ratio: 1 });

  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(`/reviews/${review}?item=${far.id}`);
  await expect(row).toBeHidden();
  await page.getByRole("button", { name: "Worklist" }).click();
  await expect(row).toBeInViewport({ ratio: 1 });
});
