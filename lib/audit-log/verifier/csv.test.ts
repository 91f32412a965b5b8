import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toUtf8 } from "@/lib/audit-log/bytes";
import { csvRows } from "@/lib/audit-log/verifier/csv";
import { csvLine, escapeCell, unescapeCell } from "@/lib/audit-log/verifier/csv-cell";
import { packFiles } from "@/lib/testing/pack";

const cell = fc.oneof(
  fc.string({ unit: "binary", maxLength: 12 }).filter((text) => !/\p{Surrogate}/u.test(text)),
  fc.string({ unit: fc.constantFrom(..."'=+-@\t\r\n\",＝＋－＠a "), maxLength: 6 }),
);

async function rowsOf(text: string, columns: readonly string[]) {
  const rows: { line: number; cells: string[] }[] = [];
  for await (const { line, cell: at } of csvRows(
    packFiles(new Map([["t.csv", toUtf8(text)]])),
    "t.csv",
    columns,
  )) {
    rows.push({ line, cells: columns.map(at) });
  }
  return rows;
}

describe("I19: a cell", () => {
  it.each([
    ["=1+1", "'=1+1"],
    ["+49", "'+49"],
    ["-3", "'-3"],
    ["@SUM(A1)", "'@SUM(A1)"],
    ["\t=1", "'\t=1"],
    ["\r=1", "'\r=1"],
    ["\n=1", "'\n=1"],
    ["＝1", "'＝1"],
    ["＋1", "'＋1"],
    ["－1", "'－1"],
    ["＠A1", "'＠A1"],
    ["'=1", "''=1"],
    ["''-", "'''-"],
    ["", ""],
    ["a=1", "a=1"],
    ["'tis", "'tis"],
    [" =1", " =1"],
    ["'", "'"],
  ])("%j is written %j and read back", (text, written) => {
    expect(escapeCell(text)).toBe(written);
    expect(unescapeCell(written)).toBe(text);
  });

  it("never starts a formula, and is always read back", () => {
    fc.assert(
      fc.property(cell, (text) => {
        expect(escapeCell(text)).not.toMatch(/^[=+\-@\t\r\n＝＋－＠]/);
        expect(unescapeCell(escapeCell(text))).toBe(text);
      }),
    );
  });
});

describe("a table", () => {
  it("reads back as written, and as another reader reads it", async () => {
    const columns = ["a", "b", "c"];
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(cell, cell, cell), { maxLength: 6 }), async (rows) => {
        const text = [columns, ...rows].map(csvLine).join("");
        expect((await rowsOf(text, columns)).map((row) => row.cells)).toEqual(rows);
        const elsewhere: string[][] = parse(text, { record_delimiter: "\r\n", relax_column_count: false });
        expect(elsewhere.slice(1).map((row) => row.map(unescapeCell))).toEqual(rows);
      }),
    );
  });

  it("gives the line where a record starts, and columns in any order", async () => {
    expect(await rowsOf('b,a\r\n"1\r\n2",3\r\n4,"5 ""x"""\r\n', ["a", "b"])).toEqual([
      { line: 2, cells: ["3", "1\r\n2"] },
      { line: 4, cells: ['5 "x"', "4"] },
    ]);
  });

  it.each([
    ["", "t.csv is empty"],
    ["b\r\n1\r\n", "t.csv:1 has no column a"],
    ["a,a\r\n1,2\r\n", "t.csv:1 names a column twice"],
    ["a,b\r\n1,2\r\n1,2,3\r\n", "t.csv:3 has 3 cells where the header has 2"],
    ["a\r\n\r\nx,y\r\n", "t.csv:3 has 2 cells where the header has 1"],
    ['a\r\n"1\r\n2\r\n', "t.csv:2 opens a quote that never closes"],
    ['a\r\nx"1"\r\n', "t.csv:2 has a quote in the wrong place"],
    ['a\r\n"1"x\r\n', "t.csv:2 has a quote in the wrong place"],
  ])("%j is refused", async (text, message) => {
    await expect(rowsOf(text, ["a"])).rejects.toThrow(message);
  });
});
