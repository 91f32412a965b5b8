import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parse } from "csv-parse/sync";
import { afterAll, expect, it } from "vitest";
import { writeCompany } from "./company";

const dir = mkdtempSync(path.join(tmpdir(), "countersign-bench-company-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

it("writes the asked number of grants, each once, and nothing that dangles", async () => {
  await writeCompany(dir, 1_003);
  const read = (name: string): Record<string, string>[] =>
    parse(readFileSync(path.join(dir, `${name}.csv`), "utf8"), { columns: true });
  const ids = (name: string) => new Set(read(name).map((row) => row.id));
  const [people, accounts, entitlements] = [ids("identities"), ids("accounts"), ids("entitlements")];
  const grants = read("grants");
  expect(grants).toHaveLength(1_003);
  expect(new Set(grants.map((g) => `${g.account_id} ${g.entitlement_id}`)).size).toBe(1_003);
  expect(grants.every((g) => accounts.has(g.account_id) && entitlements.has(g.entitlement_id))).toBe(true);
  expect(read("accounts").every((a) => people.has(a.identity_id))).toBe(true);
  expect(read("identities").every((p) => p.manager_id === "" || people.has(p.manager_id))).toBe(true);
});
