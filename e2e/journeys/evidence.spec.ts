import type { Page } from "@playwright/test";
import { accessible, accessibleAnyhow, expect, get, post, test } from "../fixtures";

async function looksRight(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await expect(page.getByRole("heading", { level: 1 }).first()).toBeVisible();
  await accessibleAnyhow(page);
}

test("I15: an admin drafts a change of the rules on a dry run, and only another person puts it in force", async ({
  as,
}) => {
  const admin = await as("admin");
  await admin.goto("/rules");
  await admin.getByRole("button", { name: "Draft a change" }).click();
  await admin.waitForURL(/\/rules\/\d+$/);
  await admin
    .locator("#rule-old_credential input[type=number], #rule-old_credential input[inputmode=numeric]")
    .first()
    .fill("180");
  await admin.getByRole("button", { name: "Save and try" }).click();
  await expect(admin.getByLabel("Why this change")).toBeVisible({ timeout: 120_000 });
  await accessible(admin);
  await admin.getByLabel("Why this change").fill("Keys are renewed twice a year now.");
  await admin.getByRole("button", { name: "Propose it to another person" }).click();
  await expect(admin.getByRole("button", { name: "Record the decision" })).toHaveCount(0);
  const version = Number(new URL(admin.url()).pathname.split("/").at(-1));
  const { body: view } = await get<{ open: { hash: string } }>(admin, "/api/rules");
  const own = {
    version,
    hash: view.open.hash,
    verdict: "approve",
    reason: "It is mine.",
    key: "e2e-own-approval",
  };
  expect((await post(admin, `/api/rules/${version}/decide`, own)).status).toBe(422);

  const owner = await as("control owner");
  await owner.goto(`/rules/${version}`);
  await accessible(owner);
  await owner.getByRole("radio", { name: "Approve" }).check();
  await owner.getByLabel("Why", { exact: true }).fill("The dry run shows what I expect.");
  await owner.getByRole("button", { name: "Record the decision" }).click();
  await expect
    .poll(async () => (await get<{ inForce: { version: number } }>(owner, "/api/rules")).body.inForce.version)
    .toBe(version);
});

test("I13: what an entitlement is called is verified by its owner alone, one entry at a time", async ({
  as,
}) => {
  const admin = await as("admin");
  await admin.goto("/catalogue");
  await accessible(admin);
  const owner = await as("Sigrid Aasen");
  await owner.goto("/catalogue");
  await owner
    .getByRole("link", { name: /bank details/i })
    .first()
    .click();
  await owner.waitForURL(/\/catalogue\/entry/);
  const address = new URL(owner.url());
  await admin.goto(`${address.pathname}${address.search}`);
  await expect(admin.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(admin.getByRole("button", { name: "Verify these words" })).toHaveCount(0);
  await owner.getByRole("button", { name: "Verify these words" }).click();
  await accessible(owner);
  await owner.getByRole("dialog").getByRole("button", { name: "This is right" }).click();
  await expect(owner.getByRole("dialog")).toBeHidden();
  await expect(owner.getByRole("button", { name: "Verify these words" })).toHaveCount(0);
});

test("who answers for a machine is asked, never assigned: only an acceptance counts", async ({ as }) => {
  const rohan = await as("Rohan Deshpande");
  await rohan.goto("/identities");
  await accessible(rohan);
  await rohan.getByRole("button", { name: "Accept" }).first().click();
  await expect(rohan.getByRole("button", { name: "Accept" })).toHaveCount(0);
});

test("how strongly the facts speak is shown on demand and kept out of the item", async ({ as }) => {
  const page = await as("Ana Duarte");
  const { body: reviews } = await get<{ id: string; status: string }[]>(page, "/api/reviews");
  const review = reviews.find((r) => r.status === "launched")?.id ?? "";
  const { body: list } = await get<{ rows: { id: string }[] }>(page, `/api/reviews/${review}/worklist`);
  const item = list.rows[0]?.id ?? "";
  const opened = await post<object>(page, "/api/reviews/open", { item });
  expect(JSON.stringify(opened.body)).not.toMatch(/needScore|need_score|"weight"/);
  const { status, body } = await get<{ parts: unknown[] }>(page, `/api/items/need?item=${item}`);
  expect(status).toBe(200);
  expect(Array.isArray(body.parts)).toBe(true);
  const other = await as("Rohan Deshpande");
  expect((await get(other, `/api/items/need?item=${item}`)).status).toBe(404);
});

test("the pages about evidence are accessible in light and dark, wide and narrow", async ({ as }) => {
  test.slow();
  const admin = await as("admin");
  const { body } = await get<{ rows: { id: string; status: string }[] }>(admin, "/api/campaigns");
  const launched = body.rows.find((c) => c.status === "launched")?.id ?? "";
  for (const path of [
    "/rules",
    "/rules/coverage",
    "/catalogue",
    "/identities",
    "/exceptions",
    "/settings/need-score",
    `/campaigns/${launched}`,
  ])
    await looksRight(admin, path);
  await admin.goto("/identities");
  const machine = admin.locator('table a[href^="/identities/"]').first();
  await looksRight(admin, (await machine.getAttribute("href")) ?? "");
});
