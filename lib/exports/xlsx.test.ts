import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { createWriteStream, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parse } from "csv-parse/sync";
import ExcelJS from "exceljs";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { type Sheet, workbookBytes, writeWorkbook } from "./xlsx";
import { columnName } from "./xlsx-cell";

const dir = mkdtempSync(path.join(tmpdir(), "countersign-xlsx-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const at = "2026-03-31T18:00:00.000Z";

const hostile = [
  "=1+1",
  '=HYPERLINK("http://x.invalid","click")',
  "+1",
  "-1",
  "@SUM(A1)",
  "'quoted",
  "001",
  "1e3",
  "2026-01-01",
  "TRUE",
  "Анна Ковальчук",
  "ليلى منصور",
  "王小明",
  "Zoë Šimůnková Łukasz Ñandú",
  "👩🏽‍💻 ok",
  'a,b;"c"\nsecond line',
  " spaces kept ",
  "<b>&amp;</b> ]]>",
  "_x0041_ stays",
];

const sheet = (texts: readonly string[]): Sheet => ({
  name: "Items: a/b [1]",
  columns: [
    { key: "n", header: "Number", type: "number" },
    { key: "t", header: "Text", type: "text", width: 40 },
    { key: "d", header: "Day", type: "date" },
    { key: "i", header: "Instant", type: "date" },
    { key: "b", header: "Yes or no", type: "boolean" },
  ],
  rows: texts.map((t, n) => ({ n, t, d: "2026-02-28", i: "2026-02-28T13:14:15.000Z", b: n % 2 === 0 })),
});

async function bytesOf(sheets: Sheet[], most?: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of workbookBytes(sheets, { at }, most)) chunks.push(chunk);
  return Buffer.concat(chunks);
}
async function opened(bytes: Buffer) {
  const book = new ExcelJS.Workbook();
  await book.xlsx.load(Uint8Array.from(bytes).buffer);
  return book;
}
const shown = (value: ExcelJS.CellValue | undefined) =>
  typeof value === "object" && value !== null && "richText" in value
    ? value.richText.map((r) => r.text).join("")
    : value;

describe("writeWorkbook", () => {
  it("types cells, freezes the header, filters, and reads back with another library", async () => {
    const book = await opened(await bytesOf([sheet(hostile)]));
    const [page] = book.worksheets;
    expect(page?.name).toBe("Items  a b  1");
    expect(page?.views[0]).toMatchObject({ state: "frozen", ySplit: 1 });
    expect(page?.autoFilter).toBe(`A1:E${hostile.length + 1}`);
    expect(page?.rowCount).toBe(hostile.length + 1);
    hostile.forEach((text, n) => {
      const row = page?.getRow(n + 2);
      expect(row?.getCell(1).value).toBe(n);
      // The other reader leaves the format's own escape as it is.
      expect(shown(row?.getCell(2).value)).toBe(text.replaceAll("_x", "_x005F_x"));
      expect(row?.getCell(2).formula).toBeUndefined();
      expect(row?.getCell(3).value).toEqual(new Date("2026-02-28T00:00:00Z"));
      expect(row?.getCell(4).value).toEqual(new Date("2026-02-28T13:14:15Z"));
      expect(row?.getCell(5).value).toBe(n % 2 === 0);
    });
  });

  it("gives the same bytes from the same rows, wherever and whenever it runs", async () => {
    const hash = (b: Buffer) => createHash("sha256").update(b).digest("hex");
    const zone = process.env.TZ;
    const one = hash(await bytesOf([sheet(hostile), sheet(["x"])]));
    process.env.TZ = "Pacific/Auckland";
    const two = hash(await bytesOf([sheet(hostile), sheet(["x"])]));
    if (zone === undefined) delete process.env.TZ;
    else process.env.TZ = zone;
    expect(two).toBe(one);
  });

  it("keeps what does not fit its type as text, and says what it cut", async () => {
    const book = await opened(
      await bytesOf([
        {
          name: "x",
          columns: [
            { key: "n", header: "n", type: "number" },
            { key: "d", header: "d", type: "date" },
            { key: "b", header: "b", type: "boolean" },
            { key: "t", header: "t", type: "text" },
          ],
          rows: [{ n: "=1", d: "yesterday", b: "perhaps", t: "x".repeat(40_000) }],
        },
      ]),
    );
    const row = book.worksheets[0]?.getRow(2);
    expect([1, 2, 3].map((i) => shown(row?.getCell(i).value))).toEqual(["=1", "yesterday", "perhaps"]);
    const long = String(shown(row?.getCell(4).value));
    expect(long).toHaveLength(32_767);
    expect(long).toMatch(/\[cut: 40000 characters in all\]$/);
  });

  it("goes on in a further sheet where one is full, and tells sheets of one name apart", async () => {
    const texts = Array.from({ length: 25 }, (_, i) => `t${i}`);
    const book = await opened(await bytesOf([sheet(texts), sheet(["other"])], 11));
    expect(book.worksheets.map((w) => [w.name, w.rowCount])).toEqual([
      ["Items  a b  1", 11],
      ["Items  a b  1  (2)", 11],
      ["Items  a b  1  (3)", 6],
      ["Items  a b  1 2", 2],
    ]);
    const exact = await opened(await bytesOf([sheet(texts.slice(0, 10))], 11));
    expect(exact.worksheets).toHaveLength(1);
  });

  it("fails with the rows' own failure", async () => {
    const rows = (async function* () {
      yield { t: "one" };
      throw new Error("The rows ended early.");
    })();
    await expect(
      bytesOf([{ name: "x", columns: [{ key: "t", header: "t", type: "text" }], rows }]),
    ).rejects.toThrow("The rows ended early.");
  });

  it("carries any text", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: "binary", maxLength: 60 }), { minLength: 1 }),
        async (texts) => {
          const book = await opened(await bytesOf([sheet(texts)]));
          texts.forEach((text, n) => {
            const read = shown(book.worksheets[0]?.getRow(n + 2).getCell(2).value) ?? "";
            const back = String(read).replace(/_x([0-9A-F]{4})_/g, (_, h) =>
              String.fromCharCode(Number.parseInt(h, 16)),
            );
            expect(back).toBe(text.replace(/[\ufffe\uffff]/g, "\ufffd"));
          });
        },
      ),
      { numRuns: 40 },
    );
  }, 60_000);

  it("names columns as spreadsheets do", () => {
    expect([0, 25, 26, 51, 52, 701, 702].map(columnName)).toEqual(["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]);
  });

  const office = findOffice();
  it.skipIf(!office)(
    "opens in LibreOffice with every text as it was",
    async () => {
      const file = path.join(dir, "book.xlsx");
      await writeWorkbook([sheet(hostile)], createWriteStream(file), { at });
      execFileSync(
        office ?? "",
        [
          "--headless",
          `-env:UserInstallation=file://${dir}/profile`,
          "--convert-to",
          "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false",
          "--outdir",
          dir,
          file,
        ],
        { stdio: "ignore", timeout: 170_000 },
      );
      const lines: string[][] = parse(readFileSync(path.join(dir, "book.csv"), "utf8"), { bom: true });
      expect(lines[0]).toEqual(["Number", "Text", "Day", "Instant", "Yes or no"]);
      expect(lines.slice(1).map((l) => l[1])).toEqual(hostile);
      expect(lines[1]).toEqual(["0", "=1+1", "2026-02-28", "2026-02-28 13:14:15", "TRUE"]);
    },
    180_000,
  );
});

/** LibreOffice, where it is installed. */
function findOffice(): string | undefined {
  try {
    return execFileSync("sh", ["-c", "command -v soffice"], { encoding: "utf8" }).trim();
  } catch {
    console.info("soffice is not installed: the LibreOffice round trip is skipped.");
    return undefined;
  }
}
