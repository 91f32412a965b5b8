import { stringify } from "csv-stringify/sync";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openCsv } from "./csv";

const bytesOf = (text: string | Uint8Array, piece = 7) => {
  const all = typeof text === "string" ? Buffer.from(text) : Buffer.from(text);
  return (function* () {
    for (let at = 0; at < all.length; at += piece) yield all.subarray(at, at + piece);
  })();
};

async function readAll(text: string | Uint8Array, piece?: number) {
  const csv = await openCsv(bytesOf(text, piece), "x.csv");
  const rows = [];
  for await (const { line, cells } of csv.rows) rows.push([line, ...cells]);
  return { header: csv.header, rows };
}

const cell = fc.string({ unit: "grapheme", maxLength: 12 });

describe("a CSV", () => {
  it("of any cells reads back as it was written, whatever the pieces it comes in", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(cell, cell, cell), { maxLength: 12 }),
        fc.integer({ min: 1, max: 40 }),
        fc.boolean(),
        async (rows, piece, bom) => {
          const text = stringify([["a", "b", "c"], ...rows], { quoted: true });
          const read = await readAll((bom ? "\ufeff" : "") + text, piece);
          expect(read.header).toEqual(["a", "b", "c"]);
          const filled = rows.filter((row) => row.some((c) => c.trim() !== ""));
          expect(read.rows.map(([, ...cells]) => cells)).toEqual(filled);
        },
      ),
    );
  });

  it("says on which line each record starts, over blank lines and lines inside cells", async () => {
    const { rows } = await readAll('id,text\n1,a\n\n2,"b\nb"\r\n,\n3,c\n');
    expect(rows).toEqual([
      [2, "1", "a"],
      [4, "2", "b\nb"],
      [7, "3", "c"],
    ]);
  });

  it.each([
    ["semicolons", "id;name\n1;Ana, the first\n"],
    ["tabs", "id\tname\n1\tAna, the first\n"],
    ["a byte order mark and CRLF", '\ufeffid,name\r\n1,"Ana, the first"\r\n'],
  ])("with %s", async (_, text) => {
    expect(await readAll(text)).toEqual({ header: ["id", "name"], rows: [[2, "1", "Ana, the first"]] });
  });

  it.each([
    ["", "x.csv is empty. Export it again, with a header line and its rows."],
    ["\ufeff\n\n", "x.csv is empty. Export it again, with a header line and its rows."],
    ["id,,name\n1,2,3\n", "x.csv line 1: column 2 has no name. Name it, or take the column out."],
    [
      "\nid,ID\n1,2\n",
      'x.csv line 2: the header names "ID" twice, in columns 1 and 2. Rename one, or take it out.',
    ],
    [
      'id,name\n1,5" disk\n',
      'x.csv line 2: a quotation mark stands in the middle of a cell. Put the whole cell in quotation marks and write the inner one twice ("").',
    ],
    [
      'id,name\n1,"a"b\n',
      'x.csv line 2: a quotation mark stands in the middle of a cell. Put the whole cell in quotation marks and write the inner one twice ("").',
    ],
  ])("%j is refused in one sentence", async (text, sentence) => {
    await expect(readAll(text)).rejects.toThrow(expect.objectContaining({ message: sentence }));
  });

  it("that is not UTF-8 is refused with the byte and line, whatever the pieces", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom("ä", "x", "\n", "€", "𝄞"), { maxLength: 30 }),
        fc.integer({ min: 1, max: 9 }),
        async (before, piece) => {
          const head = `id\n${before.join("")}`;
          const bytes = Buffer.concat([Buffer.from(head), Buffer.from([0xe9, 0x0a])]);
          const line = head.split("\n").length;
          await expect(readAll(bytes, piece)).rejects.toThrow(
            `x.csv is not UTF-8: line ${line} (byte ${Buffer.byteLength(head) + 1}) holds the byte 0xE9.`,
          );
        },
      ),
    );
  });

  it("holds at most one record in memory: an endless one is refused after a MiB", async () => {
    let given = 0;
    const endless = (async function* () {
      yield Buffer.from("id,name\n1,");
      for (;;) {
        given += 1 << 16;
        yield Buffer.alloc(1 << 16, "x");
      }
    })();
    const reading = openCsv(endless, "x.csv").then((csv) => csv.rows.next());
    await expect(reading).rejects.toThrow("x.csv line 2: the row that starts here is longer than 1 MiB.");
    expect(given).toBeLessThan(8 << 20);
  });
});
