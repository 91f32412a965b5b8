import { accessible, expect, get, post, test } from "../fixtures";

type Task = { rows: { id: string; state: string; title: string }[] };

test("an application's owner marks a removal as done, once", async ({ as }) => {
  const page = await as("Sigrid Aasen");
  await page.goto("/remediation");
  await accessible(page);
  const button = page.getByRole("button", { name: "Mark as done" }).first();
  await expect(button).toBeVisible();
  const applied = async () =>
    (await get<Task>(page, "/api/remediation")).body.rows.filter((t) => t.state === "applied");
  const before = (await applied()).length;
  await button.click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox").fill("Taken out under CHG-1042.");
  await dialog.getByRole("button", { name: "It is done" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText("Marked done, not yet seen gone").first()).toBeVisible();
  const after = await applied();
  expect(after.length).toBe(before + 1);
  const done = after[0];
  expect((await post(page, "/api/remediation/apply", { task: done?.id, key: "done-again" })).status).toBe(
    409,
  );
});
