import { execFileSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Page } from "@playwright/test";
import { accessible, expect, get, post, test } from "../fixtures";
import { issuer, oidcUrl } from "../world";

test.use({ baseURL: oidcUrl });

const day = (from: number) => new Date(Date.now() + from * 86_400_000).toISOString().slice(0, 10);
const file = (name: string, text: string) => ({ name, mimeType: "text/csv", buffer: Buffer.from(text) });
const files = [
  file("applications.csv", "id,name,owner_id\nkiln,Kiln,\n"),
  file(
    "identities.csv",
    "id,name,email,manager_id\nK1,Mira Kiln,mira@example.test,K2\nK2,Odd Kilnmaster,odd.kilnmaster@example.test,\n",
  ),
  file("accounts.csv", "id,application_id,identity_id\na1,kiln,K1\n"),
  file(
    "entitlements.csv",
    "id,application_id,name,description,privilege\nread,kiln,READ,Reads.,standard\nfire,kiln,FIRE,Fires.,standard\n",
  ),
  file("grants.csv", "account_id,entitlement_id\na1,read\na1,fire\n"),
];

type Opened = {
  evidence: string;
  asksInView: string[];
  draft: { id: string; hash: string } | null;
  supersedes: string | null;
};
type Row = { id: string; state: string };

/** Through the provider's own pages, until the browser is back. */
async function atProvider(page: Page, login: string): Promise<void> {
  await page.waitForURL((url) => url.origin === issuer);
  await page.locator("input[name=login]").fill(login);
  await page.locator("input[name=password]").fill("any");
  await page.locator("button[type=submit]").click();
  // It may ask once more whether the portal may know who it is.
  await expect(page.locator("input[name=login]")).toHaveCount(0);
  await page.waitForLoadState();
  if (new URL(page.url()).origin === issuer) await page.locator("button[type=submit]").click();
  await page.waitForURL((url) => url.origin === oidcUrl);
}

async function signIn(page: Page, login: string): Promise<void> {
  await page.goto("/sign-in");
  await page.getByRole("button", { name: "Sign in with your organisation" }).click();
  await atProvider(page, login);
}

async function decide(page: Page, item: string): Promise<void> {
  const { body: opened } = await post<Opened>(page, "/api/reviews/open", { item });
  const { status } = await post(page, "/api/reviews/decide", {
    item,
    key: `sign-off-${item}`,
    outcome: "revoke",
    reasonCode: "other",
    words: "Nobody fires the kiln any more.",
    evidence: opened.evidence,
    inView: opened.asksInView,
    draft: opened.draft,
    supersedes: opened.supersedes,
    acknowledged: true,
  });
  expect(status).toBe(200);
}

test("a review is signed off at the identity provider: refused with an item open and for another person, accepted after, and the token verifies offline", async ({
  browser,
}) => {
  test.setTimeout(240_000);
  const context = () => browser.newContext({ baseURL: oidcUrl });
  const [adminContext, reviewerContext] = [await context(), await context()];
  const [admin, page] = [await adminContext.newPage(), await reviewerContext.newPage()];

  await signIn(admin, "ines.admin");
  await admin.goto("/sources/import");
  await admin.locator("input[type=file]").setInputFiles(files);
  await expect(admin.getByRole("button", { name: "Start the import" })).toBeVisible();
  await admin.getByLabel("Name of the new source").fill("Kiln");
  await admin.getByLabel("As of").fill(day(-1));
  await admin.getByRole("button", { name: "Start the import" }).click();
  await expect(admin.getByRole("link", { name: "Show the source" })).toBeVisible({ timeout: 60_000 });
  await signIn(page, "odd.kilnmaster");
  const launched = await post<{ campaign: string }>(admin, "/api/campaigns", {
    name: "Kiln review",
    sources: ["Kiln"],
    mode: "named",
    reviewer: "odd.kilnmaster@example.test",
    due: day(30),
    settings: { blindShare: 0 },
  });
  expect(launched.status).toBe(200);
  const { campaign } = launched.body;
  const statusOf = async () =>
    (await get<{ status: string }>(admin, `/api/campaigns/${campaign}`)).body.status;
  await expect.poll(statusOf, { timeout: 60_000 }).toBe("launched");

  const { body: mine } = await get<{ id: string }[]>(page, "/api/reviews");
  const review = mine[0]?.id ?? "";
  const { body: list } = await get<{ rows: Row[] }>(page, `/api/reviews/${review}/worklist?limit=50`);
  expect(list.rows).toHaveLength(2);
  await page.goto(`/reviews/${review}/sign-off`);
  await expect(page.getByText("2 still open")).toBeVisible();
  await decide(page, list.rows[0]?.id ?? "");
  const early = await post<{ slug: string }>(page, "/api/reviews/sign-off/prepare", { review });
  expect([early.status, early.body.slug]).toEqual([422, "open-items"]);
  await decide(page, list.rows[1]?.id ?? "");
  const plain = await post<{ slug: string }>(page, "/api/reviews/sign-off", {
    review,
    key: "plain-sign-off",
  });
  expect([plain.status, plain.body.slug]).toEqual([422, "countersign"]);

  const sign = async (login: string) => {
    await page.goto(`/reviews/${review}/sign-off`);
    await page.getByLabel("I looked at the evidence of each item and decided it myself.").check();
    await accessible(page);
    await page.getByRole("button", { name: `Sign off with ${new URL(issuer).host}` }).click();
    await atProvider(page, login);
  };
  await sign("somebody.else");
  await expect(page.getByText(/Somebody else signed in at the identity provider/)).toBeVisible();
  await sign("odd.kilnmaster");
  await expect(page.getByText("You signed this review off")).toBeVisible();
  await expect(page.getByText(/Its token was verified/)).toBeVisible();
  await accessible(page);
  const [first] = list.rows;
  const late = await post(page, "/api/reviews/open", { item: first?.id });
  expect(late.status).toBe(200);

  const closed = await post(admin, `/api/campaigns/${campaign}/close`, { key: "close-kiln-review" });
  expect(closed.status).toBe(200);
  await expect.poll(statusOf, { timeout: 60_000 }).toBe("sealed");
  await admin.goto("/exports");
  await admin.getByLabel("Campaign").selectOption({ label: "Kiln review" });
  await admin.getByRole("button", { name: "Make a pack" }).click();
  const link = admin.getByRole("link", { name: /Take the pack/ }).first();
  await expect(link).toBeVisible({ timeout: 60_000 });
  const [download] = await Promise.all([admin.waitForEvent("download"), link.click()]);
  const pack = path.join(mkdtempSync(path.join(tmpdir(), "countersign-signed-")), "pack.zip");
  await download.saveAs(pack);
  const verifier = path.resolve("lib/audit-log/verifier/verify.mjs");
  const said: { ok: boolean; checks: { name: string; ok: boolean | null; detail: string }[] } = JSON.parse(
    execFileSync(process.execPath, [verifier, pack, "--json"], { encoding: "utf8" }),
  );
  expect(said.checks.filter((c) => c.ok === false)).toEqual([]);
  expect(said.checks.find((c) => c.name === "sign-offs")).toMatchObject({
    ok: true,
    detail: expect.stringContaining(`1 vouched for by ${issuer}`),
  });
  await adminContext.close();
  await reviewerContext.close();
});
