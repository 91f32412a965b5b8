import {
  cancel,
  chooseKeep,
  decisionsOn,
  launch,
  panel,
  plainRows,
  record,
  reviewIn,
  showItem,
} from "../campaigns";
import { accessibleAnyhow, expect, test } from "../fixtures";

const name = "Expenses, in two windows";

test("two devices record the same item: one does, the other is told who, what and when, and keeps its words", async ({
  as,
}) => {
  const admin = await as("admin");
  const campaign = await launch(admin, {
    name,
    reviewer: "rohan.deshpande@haldenvoss.example",
    scope: 'application = exp and department = "Treasury"',
  });
  const devices = [await as("Rohan Deshpande"), await as("Rohan Deshpande")];
  const [page] = devices;
  if (!page) throw new Error("There is no device.");
  const review = await reviewIn(page, name);
  const [row, next] = await plainRows(page, review);
  if (!row || !next) throw new Error("There are too few items.");
  for (const [n, device] of devices.entries()) {
    await showItem(device, review, row.id);
    await chooseKeep(device, `Written on device ${n + 1}.`);
  }
  await Promise.all(devices.map((device) => record(device).click()));
  await expect.poll(async () => (await decisionsOn(page, row.id)).length).toBe(1);
  const [standing] = await decisionsOn(page, row.id);
  const first = standing?.words === "Written on device 1." ? 0 : 1;
  const slower = devices[1 - first];
  if (!slower) throw new Error("There is no other device.");

  await expect(slower).toHaveURL(new RegExp(`item=${row.id}`));
  const told = panel(slower).getByRole("alert");
  await expect(told).toContainText(/keep/i);
  await expect(told).toContainText(/You|Rohan Deshpande/);
  await expect(told).toContainText(/\d\d:\d\d/);
  await expect(panel(slower).getByRole("textbox")).toHaveValue(`Written on device ${2 - first}.`);
  await expect(panel(slower).getByRole("button", { name: "Keep", exact: true })).toHaveAttribute(
    "aria-pressed",
    "true",
  );
  await accessibleAnyhow(slower);
  expect(await decisionsOn(page, row.id)).toHaveLength(1);

  // In two tabs of one browser the other says so before anything is sent.
  const tab = await page.context().newPage();
  for (const each of [page, tab]) {
    await showItem(each, review, next.id);
    await chooseKeep(each, "Written in a tab.");
  }
  await record(page).click();
  await expect(panel(tab).getByText("This was decided in another window.")).toBeVisible();
  await panel(tab).getByRole("button", { name: "Show it as it is now" }).click();
  await expect(panel(tab).getByRole("textbox")).toHaveValue("Written in a tab.");
  expect(await decisionsOn(page, next.id)).toHaveLength(1);
  await cancel(admin, campaign);
});
