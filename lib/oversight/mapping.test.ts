import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { beforeAll, expect, it } from "vitest";
import { events } from "@/lib/audit-log/events";
import { accessMatrix } from "@/lib/auth/access-matrix";
import { queries } from "@/lib/query";
import { registerAll } from "@/lib/testing/registered";
import { controls, mapped } from "./mapping";
import { evidence, evidenceNames } from "./mapping-evidence";

beforeAll(() => registerAll());

const counts = (n: number) =>
  Object.fromEntries(evidenceNames.map((name) => [name, n])) as Parameters<typeof mapped>[0];

/** The folder of `app` that the router takes an address to: of its own name, else one that stands for any. */
function folderOf(href: string): string | undefined {
  const { pathname } = new URL(href, "http://x");
  const root = path.resolve(pathname.startsWith("/api/") ? "app" : "app/(portal)");
  return pathname
    .split("/")
    .slice(1)
    .reduce<string | undefined>((folder, name) => {
      const within = folder && existsSync(folder) ? readdirSync(folder) : [];
      const next = within.find((n) => n === name) ?? within.find((n) => n.startsWith("["));
      return folder && next && path.join(folder, next);
    }, root);
}

it("names what each framework is asked for by, once each, and a page that exists", () => {
  const ids = controls.map((c) => `${c.framework} ${c.id}`);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toEqual(
    expect.arrayContaining([
      "NIST CSF 2.0 PR.AA-05",
      "NIST CSF 2.0 GV.OV-01",
      "OWASP Agentic Top 10 ASI01",
      "OWASP Agentic Top 10 ASI09",
      "OWASP NHI Top 10 NHI2",
      "PCI DSS 4.0 7.2.4",
      "ISO/IEC 27001:2022 A.5.18",
      "EU AI Act 14(4)(b)",
    ]),
  );
  for (const { page } of controls)
    expect(existsSync(path.resolve("app/(portal)", `.${page.href}`, "page.tsx")), page.href).toBe(true);
});

it.each(evidenceNames)("shows %s by a query of the product, on a page that exists, to every role", (name) => {
  const { query } = evidence[name];
  expect([...queries.keys()]).toContain(query.name);
  const allowed = accessMatrix[query.name]?.allow ?? [];
  expect(allowed).toEqual(expect.arrayContaining(["admin", "auditor", "control_owner"]));
  const folder = folderOf(query.href);
  expect(folder && readdirSync(folder), query.href).toContainEqual(
    expect.stringMatching(/^(page\.tsx|route\.ts)$/),
  );
  const { pathname, searchParams } = new URL(query.href, "http://x");
  if (pathname === "/log") expect(Object.keys(events)).toContain(searchParams.get("type"));
});

it("says what shows a control here, and that a feature is not in use where nothing does", () => {
  expect(mapped(counts(0), {}).every((c) => c.count === 0 && c.shown.endsWith("."))).toBe(true);
  expect(mapped(counts(1), {})[0]?.shown).toBe("1 sealed campaign");
  expect(mapped(counts(1_200), {})[0]?.shown).toBe("1,200 sealed campaigns");
  expect(evidenceNames.filter((name) => !controls.some((c) => c.needs === name))).toEqual([]);
});

it("leads to what is newest, and where there is none to the feature's own page", () => {
  const newest = { credentials: { campaign: "c1" }, redacted: { campaign: "c2", item: "i2" } };
  const hrefs = (of: Parameters<typeof mapped>[1], needs: string) =>
    mapped(counts(1), of).flatMap((c) => (c.needs === needs ? [c.query.href] : []));
  expect(hrefs(newest, "credentials")).toEqual(["/campaigns/c1/items?type=credential"]);
  expect(hrefs({}, "credentials")).toEqual(["/campaigns"]);
  expect(hrefs(newest, "redacted")).toEqual(["/campaigns/c2/items/i2"]);
  expect(hrefs(newest, "sealed")[0]).toBe("/campaigns?status=sealed");
  for (const { query } of mapped(counts(1), {})) expect(query.href).not.toContain(":");
});
