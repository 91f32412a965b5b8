import { existsSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { controls, evidenceNames, mapped } from "./mapping";

const counts = (n: number) =>
  Object.fromEntries(evidenceNames.map((name) => [name, n])) as Parameters<typeof mapped>[0];

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

it("says what shows a control here, and that a feature is not in use where nothing does", () => {
  expect(mapped(counts(0)).every((c) => c.count === 0 && c.shown.endsWith("."))).toBe(true);
  expect(mapped(counts(1))[0]?.shown).toBe("1 sealed campaign");
  expect(mapped(counts(1_200))[0]?.shown).toBe("1,200 sealed campaigns");
  expect(evidenceNames.filter((name) => !controls.some((c) => c.needs === name))).toEqual([]);
});
