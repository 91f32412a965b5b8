import type { Page } from "@playwright/test";
import { accessible, expect, get, post, test } from "../fixtures";

type Progress = {
  pending: number;
  by: { drafter: string; version: number | null; items: number }[];
  drafter: { version: number } | null;
  spent: { calls: number; cost: number; currency: string | null };
};

/** A launched campaign over the rights of agents, its texts sent along, drafted to the end; its id. */
async function drafted(page: Page, name: string): Promise<{ id: string; progress: Progress }> {
  const { status, body } = await post<{ campaign: string }>(page, "/api/campaigns", {
    name,
    sources: ["Directory", "Core applications", "Cloud and platform"],
    scope: "kind = ai_agent",
    mode: "named",
    reviewer: "sigrid.aasen@haldenvoss.example",
    due: "2026-12-20",
    settings: {
      assertedText: true,
      blindShare: 0,
      subjects: { credentials: false, identities: false },
      budget: { tokens: 5_000_000, money: 5_000, currency: "EUR" },
      mail: { invitations: false, reminderDays: [] },
    },
  });
  expect([status, body]).toEqual([200, expect.objectContaining({ campaign: expect.any(String) })]);
  const url = `/api/campaigns/${body.campaign}`;
  await expect
    .poll(async () => (await get<{ status: string }>(page, url)).body.status, { timeout: 60_000 })
    .toBe("launched");
  const progress = async () =>
    (await get<Progress>(page, `/api/drafts/progress?campaign=${body.campaign}`)).body;
  await expect
    .poll(async () => [(await progress()).pending, (await progress()).by.length > 0], { timeout: 60_000 })
    .toEqual([0, true]);
  return { id: body.campaign, progress: await progress() };
}

test("I18: a model drafts only after it was evaluated, approved by a second person and turned on; off is off at once", async ({
  as,
}) => {
  test.setTimeout(240_000);
  const admin = await as("admin");
  await admin.goto("/settings/drafting");
  await expect(admin.getByText("quill-2").first()).toBeVisible();
  await expect(admin.getByText("Nothing is sent anywhere")).toBeVisible();
  await accessible(admin);
  await admin.getByRole("button", { name: "Test it" }).click();
  await expect(admin.getByText(/tokens/i).first()).toBeVisible();

  // What is made: the terms as somebody read them, a price list, and an evaluation of exactly these settings.
  await admin.getByRole("button", { name: /^New version with .*[(]hosted[)]$/ }).click();
  await admin.waitForURL(/\/settings\/drafting\/\d+$/);
  const version = admin.url();
  const fill = (label: string, value: string) => admin.getByLabel(label, { exact: true }).fill(value);
  await admin.getByLabel(/^Currency/).fill("EUR");
  await fill("Read", "250");
  await fill("Read from the cache", "25");
  await fill("Written", "1000");
  await fill("Processed in", "EU (Frankfurt)");
  await admin.getByLabel("Training").selectOption({ index: 1 });
  await fill("Agreement", "Master services agreement, version 4");
  await fill("Read on", "2026-11-20");
  await admin.getByRole("button", { name: "Save draft" }).click();
  await expect(admin.getByRole("button", { name: "Evaluate these settings" })).toBeEnabled();
  await accessible(admin);
  await admin.getByRole("button", { name: "Evaluate these settings" }).click();
  await admin.getByRole("button", { name: "Put it with this version" }).click({ timeout: 120_000 });
  await expect(admin.getByText("Goes with this version.")).toBeVisible();
  await admin.getByLabel("Why").fill("Notes for the agents' rights, with their purposes.");
  await admin.getByRole("button", { name: "Propose it" }).click();
  await expect(admin.getByText("another administrator or control owner").first()).toBeVisible();
  // Whoever made it cannot approve it.
  await expect(admin.getByRole("radio", { name: "Approve" })).toHaveCount(0);

  const owner = await as("control owner");
  await owner.goto(version);
  await owner.getByRole("radio", { name: "Approve" }).check();
  await owner
    .getByLabel("Your assessment")
    .fill("Facts under pseudonyms and purposes go to Frankfurt, are not kept and not trained on.");
  await owner.getByLabel("Sign with your name").fill("Henrik Solberg");
  await accessible(owner);
  await owner.getByRole("button", { name: "Sign and record" }).click();
  await expect(owner.getByText(/Approved by Henrik Solberg/).first()).toBeVisible();

  // In force is not on.
  const before = await drafted(admin, "Before the switch");
  expect(before.progress).toMatchObject({ drafter: null, spent: { calls: 0 } });

  await admin.goto("/settings/drafting");
  await admin.getByRole("button", { name: /from now on/ }).click();
  await admin.getByRole("dialog").getByRole("button", { name: "Turn it on" }).click();
  await expect(admin.getByRole("button", { name: "Stop drafting with a model" })).toBeVisible();
  const { id, progress } = await drafted(admin, "By a model");
  expect(progress.drafter?.version).toBeGreaterThan(0);
  expect(progress.spent.calls).toBeGreaterThan(0);
  expect(progress.spent.cost).toBeGreaterThan(0);
  await admin.goto(`/campaigns/${id}`);
  await expect(admin.getByText(/€/).first()).toBeVisible();
  await accessible(admin);

  // What an auditor sees of one of them: exactly what was sent, and that a model of this version wrote it.
  const auditor = await as("auditor");
  const { body: items } = await get<{ rows: { itemId: string }[] }>(
    auditor,
    `/api/campaigns/${id}/items?limit=5`,
  );
  await auditor.goto(`/campaigns/${id}/items/${items.rows[0]?.itemId}`);
  await expect(auditor.getByText(/quill-2/).first()).toBeVisible();
  await auditor.getByRole("button", { name: "Show exactly what is sent" }).click();
  await expect(auditor.getByText("The draft on record was made from exactly this")).toBeVisible();
  await accessible(auditor);

  await admin.goto("/settings/drafting");
  await admin.getByRole("button", { name: "Stop drafting with a model" }).click();
  await admin.getByRole("dialog").getByRole("button", { name: "Stop now" }).click();
  await expect(admin.getByRole("button", { name: /from now on/ })).toBeVisible();
  const after = await drafted(admin, "After the switch");
  expect(after.progress.spent.calls).toBe(0);
  for (const { id: of } of [before, { id }, after])
    await post(admin, `/api/campaigns/${of}/cancel`, { reason: "A trial run only." });
});
