import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { reportHtml } from "./report-html";
import { reportPdf } from "./report-pdf";
import { type Report, report } from "./report-schema";
import { equationWords } from "./report-words";

const hostile = [
  '=HYPERLINK("x")',
  "محمد عبد الله",
  "王小明",
  "Łukasz Żółć",
  "a🚀\u202eb",
  "<img src=x onerror=1>",
  "N".repeat(400),
];

/** A report as large as they come, of texts that try everything. */
const made = (): Report =>
  report.parse({
    ...{
      campaign: "018f0000-0000-7000-8000-000000000001",
      name: hostile.slice(0, 6).join(" "),
      at: "2026-11-02T10:00:00.000Z",
    },
    ...{
      state: "Closed on 2 Nov 2026 and sealed",
      final: true,
      simulated: "Simulated: all of it.",
      summary: hostile,
    },
    sections: ["population", "decisions", "limits"].map((id) => ({
      ...{
        id,
        title: `Section ${id}`,
        claim: hostile.join(" "),
        equations: [{ whole: { label: "grants", value: 3 }, parts: [{ label: "items", value: 3 }] }],
      },
      figures: hostile.map((value, n) => ({ label: `Figure ${n}`, value, note: value })),
      tables: [
        {
          ...{ caption: "Texts", columns: [{ label: "Text" }, { label: "n", numeric: true }], more: 7 },
          rows: Array.from({ length: 60 }, (_, n) => [hostile[n % hostile.length] ?? "", String(n)]),
        },
      ],
      plots: [
        {
          kind: "stacks",
          label: hostile[5] ?? "",
          parts: ["Keep", "Remove"],
          rows: [{ label: hostile[1] ?? "", counts: [2, 1] }],
        },
      ],
      ...{
        query: { name: "campaigns.items", href: "/campaigns/x/items?state=open&risk=high", words: "Items" },
        limits: hostile,
      },
    })),
    tests: [
      {
        ...{
          id: "tie-out",
          area: "Population",
          askedBy: ["SOX"],
          line: "Every grant is accounted for",
          result: "pass",
        },
        ...{
          examined: 3,
          failing: 0,
          evidence: "None of 3 rows looked at do not hold.",
          href: "/campaigns/x/report/tie-out",
        },
      },
    ],
  });

describe("a report's forms", () => {
  it("are the same bytes from the same value, whatever the texts", async () => {
    expect(reportHtml(made(), null)).toBe(reportHtml(made(), null));
    const [one, other] = [
      await reportPdf(made(), "https://x.test"),
      await reportPdf(made(), "https://x.test"),
    ];
    expect(one.equals(other)).toBe(true);
    expect(one.toString("latin1")).toContain("D:20261102100000Z");
  });

  it("as a page need nothing else, run nothing, and have one heading of the first level", () => {
    const html = reportHtml(made(), "https://x.test");
    expect(html).not.toMatch(/<script|<img|<link|<iframe|@import|url\(/i);
    expect(html.match(/<h1/g)).toHaveLength(1);
    expect(html).toContain('href="https://x.test/campaigns/x/items?state=open&#38;risk=high"');
    expect(html).toContain("<bdi>محمد عبد الله</bdi>");
    expect(html).toContain("light-dark(");
    expect(html).toContain("@media print");
    expect(html).toContain("default-src 'none'");
    // A name that would turn the line is kept in its own span, closed before what follows.
    expect(html).toContain("<bdi>a🚀\u202eb</bdi>");
  });

  it("as a PDF is drawn page by page without a complaint", async (test) => {
    const dir = mkdtempSync(path.join(tmpdir(), "countersign-report-"));
    try {
      writeFileSync(path.join(dir, "r.pdf"), await reportPdf(made(), null));
      try {
        execFileSync("pdftoppm", ["-v"], { stdio: "ignore" });
      } catch {
        console.info("pdftoppm is not here: no page of a PDF is drawn.");
        return test.skip();
      }
      const said = execFileSync(
        "pdftoppm",
        ["-r", "30", "-png", path.join(dir, "r.pdf"), path.join(dir, "p")],
        {
          encoding: "utf8",
          stdio: ["ignore", "pipe", "inherit"],
        },
      );
      expect(said).toBe("");
      expect(readdirSync(dir).filter((f) => f.endsWith(".png")).length).toBeGreaterThan(3);
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  });

  it("as a PDF have the sections in their order, and each plot on the page of its name", async (test) => {
    const dir = mkdtempSync(path.join(tmpdir(), "countersign-report-"));
    try {
      try {
        execFileSync("pdftotext", ["-v"], { stdio: "ignore" });
      } catch {
        console.info("pdftotext is not here: no page of a PDF is read.");
        return test.skip();
      }
      const [one] = made().sections;
      if (!one) throw new Error("The report has no section.");
      const numbers = Array.from({ length: 30 }, (_, n) => n + 100);
      const sections = numbers.map((n) => ({
        ...one,
        id: n === 129 ? "population" : `s${n}`,
        claim: "A claim.",
        equations: [],
        tables: [],
        limits: [],
        figures: one.figures.slice(0, n % 4).map((f) => ({ ...f, value: "1", note: "" })),
        plots: [
          {
            ...{ kind: "stacks" as const, label: `Plot ${n}`, parts: ["Keep", "Remove"] },
            rows: [1, 2, 3].map((row) => ({ label: `Row ${n}.${row}`, counts: [2, row] })),
          },
        ],
      }));
      writeFileSync(path.join(dir, "r.pdf"), await reportPdf({ ...made(), sections }, null));
      const pages = execFileSync("pdftotext", ["-layout", path.join(dir, "r.pdf"), "-"], {
        encoding: "utf8",
      }).split("\f");
      for (const n of numbers) {
        const page = pages.find((p) => p.includes(`Plot ${n}`));
        expect(page).toContain(`Row ${n}.3`);
      }
      const whole = pages.join("");
      const places = numbers.map((n) => whole.indexOf(`Plot ${n}`));
      expect(places).toEqual(places.toSorted((a, b) => a - b));
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  });

  it("have the formulas, and accepted risks before what was reviewed, in the order of the report", () => {
    const [one] = made().sections;
    if (!one) throw new Error("The report has no section.");
    const sections = ["exceptions", "scope", "population"].map((id) => ({
      ...one,
      id,
      formula: [`a ÷ b of ${id}`],
    }));
    const html = reportHtml({ ...made(), sections }, null);
    const places = ["exceptions", "scope", "population"].map((id) => html.indexOf(`Formula: a ÷ b of ${id}`));
    expect(places.every((at) => at > 0)).toBe(true);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });

  it("say by how much an equation does not hold", () => {
    const of = (value: number) => ({
      whole: { label: "grants", value },
      parts: [{ label: "items", value: 2 }],
    });
    expect(equationWords(of(2))).toBe("2 grants = 2 items");
    expect(equationWords(of(3))).toBe("3 grants ≠ 2 items: it does not hold");
  });
});
