import { accessible, expect, get, post, test } from "../fixtures";

type Task = { rows: { id: string; state: string; title: string }[] };

test("an application's owner marks a removal as done, once", async ({ as }) => {
  const page = await as("Sigrid Aasen");
  await page.goto("/remediation");
  await accessible(page);
  const button = page.getByRole("button", { name: "Mark as done" }).first();
  await expect(button).toBeVisible();
  const before = (await get<Task>(page, "/api/remediation")).body.rows.filter(
    (t) => t.state === "requested",
  ).length;
  await button.click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox").fill("Taken out under CHG-1042.");
  await dialog.getByRole("button", { name: "It is done" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText("Marked done, not yet seen gone").first()).toBeVisible();
  const after = (await get<Task>(page, "/api/remediation")).body.rows;
  expect(after.filter((t) => t.state === "requested").length).toBe(before - 1);
  const done = after.find((t) => t.state === "applied");
  expect((await post(page, "/api/remediation/apply", { task: done?.id, key: "done-again" })).status).toBe(
    409,
  );
});
