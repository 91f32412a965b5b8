import type { Page } from "@playwright/test";
import { accessible, expect, get, post, test } from "../fixtures";

/** The demo's own days: its clock begins on 22 November 2026. */
const yesterday = "2026-11-21";
const due = "2026-12-22";
const file = (name: string, text: string) => ({ name, mimeType: "text/csv", buffer: Buffer.from(text) });
const files = [
  file("applications.csv", "id,name,owner_id\nforge,Forge,\n"),
  file("identities.csv", "id,name,email,manager_id\nF1,Mira Forge,mira.forge@example.test,\n"),
  file("accounts.csv", "id,application_id,identity_id\na1,forge,F1\n"),
  file("entitlements.csv", "id,application_id,name,description,privilege\nread,forge,READ,Reads.,standard\n"),
  file("grants.csv", "account_id,entitlement_id\na1,read\n"),
];

/** The browser's own software device: it verifies its person and answers at once. */
async function device(page: Page, verified = true): Promise<{ verify: (now: boolean) => Promise<void> }> {
  const client = await page.context().newCDPSession(page);
  await client.send("WebAuthn.enable");
  const { authenticatorId } = await client.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: verified,
      automaticPresenceSimulation: true,
    },
  });
  return {
    verify: async (now) => {
      await client.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: now });
    },
  };
}

type Held = { rows: { id: string; name: string; usable: boolean; from: string; enrolledAt: string }[] };

test("a passkey is enrolled with the person verified, signs from a day later on, and is removed; a campaign that asks for one takes nothing less", async ({
  as,
}) => {
  test.setTimeout(180_000);
  const page = await as("control owner");
  const { verify } = await device(page);

  await page.getByRole("button", { name: /Henrik/ }).click();
  await page.getByRole("menuitem", { name: "My sign-in" }).click();
  await expect(page.getByRole("heading", { name: "My sign-in", level: 1 })).toBeVisible();
  await accessible(page);
  await page.getByRole("button", { name: "Enrol on this device" }).click();
  await expect(page.getByText("Give it a name.")).toBeVisible();
  await page.getByLabel("Name").fill("Work laptop");
  await verify(false);
  await page.getByRole("button", { name: "Enrol on this device" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "Nothing was enrolled." })).toBeVisible();
  await verify(true);
  await page.getByRole("button", { name: "Enrol on this device" }).click();
  const list = page.getByRole("list", { name: "Your passkeys" });
  await expect(list.getByRole("paragraph").filter({ hasText: /^Work laptop$/ })).toBeVisible();
  await expect(list.getByText(/Signs from \d+ \w+ \d+, \d\d:\d\d UTC on\./)).toBeVisible();
  await accessible(page);
  const { body: held } = await get<Held>(page, "/api/passkeys");
  expect(held.rows).toHaveLength(1);
  const [key] = held.rows;
  expect(Date.parse(key?.from ?? "") - Date.parse(key?.enrolledAt ?? "")).toBe(86_400_000);
  // The same device has it already.
  await page.getByLabel("Name").fill("Once more");
  await page.getByRole("button", { name: "Enrol on this device" }).click();
  await expect(page.getByText(/This device holds a passkey of yours already/)).toBeVisible();

  const admin = await as("admin");
  await admin.goto("/sources/import");
  await admin.locator("input[type=file]").setInputFiles(files);
  await admin.getByLabel("Name of the new source").fill("Forge");
  await admin.getByLabel("As of").fill(yesterday);
  await admin.getByRole("button", { name: "Start the import" }).click();
  await expect(admin.getByRole("link", { name: "Show the source" })).toBeVisible({ timeout: 60_000 });
  const { body: shell } = await get<{ name: string }[]>(admin, "/api/reviews/people?q=Henrik");
  const launched = await post<{ campaign: string }>(admin, "/api/campaigns", {
    name: "Forge review",
    sources: ["Forge"],
    mode: "named",
    reviewer: shell[0]?.name,
    due,
    settings: { blindShare: 0, signOff: "passkey" },
  });
  expect(launched.status).toBe(200);
  const { campaign } = launched.body;
  const statusOf = async () =>
    (await get<{ status: string }>(admin, `/api/campaigns/${campaign}`)).body.status;
  await expect.poll(statusOf, { timeout: 60_000 }).toBe("launched");

  const { body: mine } = await get<{ id: string; name: string }[]>(page, "/api/reviews");
  const review = mine.find((r) => r.name === "Forge review")?.id ?? "";
  const { body: worklist } = await get<{ rows: { id: string }[] }>(
    page,
    `/api/reviews/${review}/worklist?limit=50`,
  );
  await page.goto(`/reviews/${review}/sign-off`);
  await expect(page.getByText("You will sign with a passkey")).toBeVisible();
  await accessible(page);
  for (const { id } of worklist.rows) {
    const { body: opened } = await post<{
      evidence: string;
      asksInView: string[];
      draft: unknown;
      supersedes: string | null;
    }>(page, "/api/reviews/open", { item: id });
    const decided = await post(page, "/api/reviews/decide", {
      item: id,
      key: `passkey-${id}`,
      outcome: "revoke",
      reasonCode: "other",
      words: "Nobody works at the forge any more.",
      evidence: opened.evidence,
      inView: opened.asksInView,
      draft: opened.draft,
      supersedes: opened.supersedes,
      acknowledged: true,
    });
    expect(decided.status).toBe(200);
  }
  await page.goto(`/reviews/${review}/sign-off`);
  await page.getByLabel("I looked at the evidence of each item and decided it myself.").check();
  await expect(page.getByRole("button", { name: "Sign with a passkey" })).toBeDisabled();
  await expect(page.getByText(/Your passkey signs from \d+ \w+ \d+, \d\d:\d\d UTC on/)).toBeVisible();
  await expect(page.getByRole("button", { name: "Sign off", exact: true })).toHaveCount(0);
  await accessible(page);
  const early = await post<{ slug: string }>(page, "/api/reviews/sign-off/passkey", { review });
  expect([early.status, early.body.slug]).toEqual([422, "passkey-too-new"]);
  const plain = await post<{ slug: string }>(page, "/api/reviews/sign-off", { review, key: "plain-forge" });
  expect([plain.status, plain.body.slug]).toEqual([422, "countersign"]);

  await page.goto("/my-sign-in");
  await page.getByRole("button", { name: "Remove Work laptop" }).click();
  await page.getByRole("button", { name: "Remove it for good" }).click();
  await expect(page.getByRole("list", { name: "Your passkeys" })).toHaveCount(0);
  await expect(page.getByText("Removed (1)")).toBeVisible();
  const none = await post<{ slug: string }>(page, "/api/reviews/sign-off/passkey", { review });
  expect(none.body.slug).toBe("no-passkey");
  await post(admin, `/api/campaigns/${campaign}/cancel`, {
    key: "cancel-forge-review",
    reason: "Done with it.",
  });
  await expect.poll(statusOf, { timeout: 60_000 }).not.toBe("launched");
});
