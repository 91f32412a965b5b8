import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { accessible, expect, get, test } from "../fixtures";

type Verdict = { ok: boolean; checks: { name: string; ok: boolean | null; detail: string }[] };

/** The verdict of a verifier file on a pack, as an auditor gets it: one command, nothing else. */
function verdict(verifier: string, pack: string, ...more: string[]): Verdict {
  try {
    return JSON.parse(
      execFileSync(process.execPath, [verifier, pack, "--json", ...more], { encoding: "utf8" }),
    );
  } catch (error) {
    return JSON.parse((error as { stdout: string }).stdout);
  }
}

test("I20: an auditor makes a pack, takes it away, and it verifies on nothing but Node; a changed byte does not", async ({
  as,
}) => {
  const page = await as("auditor");
  await page.goto("/exports");
  await accessible(page);
  await page.getByLabel("Campaign").selectOption({ label: "Q3 access review" });
  await page.getByRole("button", { name: "Make a pack" }).click();
  const link = page.getByRole("link", { name: /Take the pack/ }).first();
  await expect(link).toBeVisible({ timeout: 60_000 });
  const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
  const folder = mkdtempSync(path.join(tmpdir(), "countersign-pack-"));
  const pack = path.join(folder, "pack.zip");
  await download.saveAs(pack);
  const verifier = path.resolve("lib/audit-log/verifier/verify.mjs");
  const good = verdict(verifier, pack);
  expect(good.checks.filter((c) => c.ok === false)).toEqual([]);
  expect(good.ok).toBe(true);

  const head = (await get<{ note: string; vkey: string }>(page, "/api/log/head")).body;
  const key = path.join(folder, "vkey");
  writeFileSync(key, head.vkey);
  expect(verdict(verifier, pack, "--vkey", key).checks.find((c) => c.name === "key")).toMatchObject({
    ok: true,
  });

  const bytes = readFileSync(pack);
  // Well inside the packed evidence: the archive's own headers say nothing that anybody reads.
  const inside = bytes.indexOf("evidence.jsonl") + 1_000;
  bytes[inside] = (bytes[inside] ?? 0) ^ 1;
  const broken = path.join(folder, "broken.zip");
  writeFileSync(broken, bytes);
  expect(verdict(verifier, broken).ok).toBe(false);
});

test("an auditor follows a campaign in the log, and every proof holds", async ({ as }) => {
  const page = await as("auditor");
  await page.goto("/log");
  await accessible(page);
  await expect(page.getByText("Sealed entries")).toBeVisible();
  await page.getByRole("link", { name: "Follow the campaign" }).first().click();
  await expect(page.getByText("Only what you follow is shown.")).toBeVisible();
  const link = page.getByRole("link", { name: /^Proof of #/ }).first();
  const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
  expect(readFileSync(await download.path(), "utf8")).toMatch(/^c2sp\.org\/tlog-proof@v1\nextra /);
});

test("an auditor sees what the demo made as made by the demo, and changes nothing", async ({ as }) => {
  const page = await as("auditor");
  await page.goto("/remediation");
  await expect(page.getByText("simulated", { exact: true }).first()).toBeVisible();
  await accessible(page);
  await expect(page.getByRole("button", { name: "Mark as done" })).toHaveCount(0);
});
