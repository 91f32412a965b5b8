import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import PDFDocument from "pdfkit";
import { describe, expect, it } from "vitest";
import { drawingOf } from "@/lib/plots/rules";
import { Fonts } from "./fonts";
import { linesOf } from "./lines";
import { Paper } from "./paper";
import { tableOn } from "./table";

const words = {
  polish: "Zażółć gęślą jaźń, Łukasz Ångström",
  cyrillic: "Анна Ильинична Щербакова",
  greek: "Ελένη Παπαδοπούλου",
  arabic: "محمد عبد الله الحسيني",
  chinese: "王小明 财务审批",
  formula: '=HYPERLINK("x";"y")',
  emoji: "Ada 🚀 Lovelace",
  override: "user\u202egnp.exe",
  long: `${"Wolfeschlegelstein".repeat(12)} of a very long name`,
};

async function made(): Promise<Buffer> {
  const paper = new Paper({
    ...{
      title: "A paper",
      language: "en",
      at: new Date("2026-11-02T10:00:00Z"),
      subject: "Test",
      author: "Countersign",
    },
  });
  paper.begin("Names of many scripts", 1);
  for (const text of Object.values(words)) paper.text(text, { size: 10, weight: "regular", role: "ink" });
  paper.begin("A table", 2);
  tableOn(paper, {
    caption: "Names",
    columns: [{ label: "Script" }, { label: "Name" }, { label: "Letters", numeric: true }],
    rows: [...Array(5)].flatMap(() => Object.entries(words).map(([s, n]) => [s, n, String(n.length)])),
  });
  paper.begin("A drawing", 2);
  paper.drawing(
    drawingOf({
      ...{
        kind: "burn_down",
        label: "Left",
        left: [40, 31, 20, 20, 3],
        days: 5,
        from: "1 Nov 2026",
        due: "6 Nov 2026",
      },
    }),
  );
  return paper.end();
}

describe("a paper", () => {
  it("is the same bytes from the same calls, tagged, with its language, title and bookmarks", async () => {
    const [one, other] = [await made(), await made()];
    expect(one.equals(other)).toBe(true);
    const file = one.toString("latin1");
    expect(file).toMatch(/^%PDF-1\.7/);
    expect(file).toContain("/Lang (en)");
    expect(file).toContain("/Marked true");
    expect(file).toContain("/StructTreeRoot");
    expect(file).toContain("/DisplayDocTitle true");
    expect(file).toContain("/Outlines");
    for (const tag of ["Document", "Sect", "H1", "H2", "P", "Table", "THead", "TH", "TD", "Figure"])
      expect(file).toMatch(new RegExp(`/S /${tag}\\b`));
    expect(file).not.toMatch(/\/(JavaScript|Launch|EmbeddedFile)\b/);
  });

  it("keeps every script readable, and writes as its number what no font has or what would turn a line", async (test) => {
    const dir = mkdtempSync(path.join(tmpdir(), "countersign-paper-"));
    const file = path.join(dir, "paper.pdf");
    writeFileSync(file, await made());
    try {
      execFileSync("pdftotext", ["-v"], { stdio: "ignore" });
    } catch {
      rmSync(dir, { recursive: true, force: true });
      console.info("pdftotext is not here: the text of a PDF is not read back.");
      return test.skip();
    }
    execFileSync("pdftotext", ["-layout", file, path.join(dir, "paper.txt")]);
    const text = readFileSync(path.join(dir, "paper.txt"), "utf8").normalize("NFKC");
    rmSync(dir, { recursive: true, force: true });
    for (const name of [words.polish, words.cyrillic, words.greek, words.chinese, words.formula])
      expect(text).toContain(name);
    // pdftotext takes the letters of an ActualText as they would stand from left to right.
    const turned = (word: string) => Array.from(word).toReversed().join("");
    for (const word of words.arabic.split(" "))
      expect(
        [word, turned(word)].some((w) => text.includes(w)),
        word,
      ).toBe(true);
    expect(text).toContain("Ada [U+1F680] Lovelace");
    expect(text).toContain("user[U+202E]gnp.exe");
  });
});

describe("the lines of a text", () => {
  const doc = new PDFDocument({ font: "", autoFirstPage: true });
  const fonts = new Fonts(doc);
  const shown = (text: string, width = 400) =>
    linesOf(fonts, text, { size: 10, weight: "regular", width }).map((line) =>
      line.pieces.map((p) => p.runs.map((r) => r.text).join("")),
    );

  it("turn words from right to left round, and leave those around them where they are", () => {
    expect(shown("See محمد عبد الله now")).toEqual([["See", "الله", "عبد", "محمد", "now"]]);
    expect(shown("محمد 12 عبد ok")).toEqual([["عبد", "12", "محمد", "ok"]]);
  });

  it("are never wider than asked, whatever is in them", () => {
    for (const text of Object.values(words))
      for (const line of linesOf(fonts, text, { size: 10, weight: "bold", width: 60 }))
        expect(line.width).toBeLessThanOrEqual(60.001);
  });
});
