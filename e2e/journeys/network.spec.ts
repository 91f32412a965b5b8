import {
  cancel,
  chooseKeep,
  decisionsOn,
  launch,
  list,
  panel,
  plainRows,
  record,
  reviewIn,
  showItem,
  stateOf,
} from "../campaigns";
import { accessibleAnyhow, expect, test } from "../fixtures";

const name = "Expenses, badly connected";

test("a connection that drops in mid-decision: it says what is not saved, and saves it once when it is back", async ({
  as,
}) => {
  const admin = await as("admin");
  const campaign = await launch(admin, {
    name,
    reviewer: "rohan.deshpande@haldenvoss.example",
    scope: 'application = exp and department = "Treasury"',
  });
  const page = await as("Rohan Deshpande");
  const review = await reviewIn(page, name);
  const [one, two] = await plainRows(page, review);
  if (!one || !two) throw new Error("There are too few items.");

  await showItem(page, review, one.id);
  await chooseKeep(page, "Pays for the branch visits.");
  await page.context().setOffline(true);
  await record(page).click();
  await expect(page.getByText("One decision is not saved yet.")).toBeVisible();
  await expect(list(page).getByText(/not saved yet/)).toBeVisible();
  await accessibleAnyhow(page);
  // Whoever would leave now is asked first.
  const asked = () =>
    page.evaluate(() => !window.dispatchEvent(new Event("beforeunload", { cancelable: true })));
  expect(await asked()).toBe(true);
  await page.context().setOffline(false);
  await expect(page.getByText("One decision is not saved yet.")).toHaveCount(0);
  await expect.poll(() => stateOf(page, review, one.id)).toBe("decided");
  expect(await decisionsOn(page, one.id)).toHaveLength(1);
  expect(await asked()).toBe(false);

  // What was recorded, and whose answer was lost on the way, is not recorded again.
  await showItem(page, review, two.id);
  await chooseKeep(page, "Pays for the team's trips.");
  let lost = 0;
  await page.route("**/api/reviews/decide", async (route) => {
    if (lost++ > 0) return route.continue();
    await route.fetch();
    await route.abort("failed");
  });
  await record(page).click();
  await expect.poll(() => lost, { timeout: 20_000 }).toBeGreaterThan(1);
  await expect(page.getByText(/not saved yet\./)).toHaveCount(0);
  expect(await decisionsOn(page, two.id)).toMatchObject([
    { outcome: "certify", words: "Pays for the team's trips.", supersededBy: null },
  ]);
  await expect(panel(page)).toBeVisible();
  await cancel(admin, campaign);
});
