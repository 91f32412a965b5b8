import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Handle } from "@/db/client";
import { freshDatabase } from "@/lib/testing/database";
import { csvText } from "./csv";
import { csvPages } from "./csv-pages";

let handle: Handle;
let end: () => Promise<void>;
beforeAll(async () => {
  ({ handle, end } = await freshDatabase());
});
afterAll(() => end());

type Row = { k: string; name: string | null; n: number | null; flag: boolean; text: string };

const cells = [
  "plain",
  "",
  "=1+1",
  "'=1+1",
  "''@x",
  "it's",
  "-5",
  "a,b",
  'say "so"',
  "two\r\nlines",
  "\ttab",
  "＝wide",
  "Zoë Šimů",
  "王小明",
  "🗝",
  "\\.",
  "secret",
];
const made = (count: number, also: (n: number) => string | undefined = () => undefined): Row[] =>
  Array.from({ length: count }, (_, n) => ({
    k: String(n).padStart(6, "0"),
    name: also(n) ?? (n % 19 === 0 ? null : (cells[n % cells.length] ?? "")),
    n: n % 7 === 0 ? null : n - 50,
    flag: n % 2 === 0,
    text: cells[(n * 5) % cells.length] ?? "",
  }));

const clear = (text: string) => text.replaceAll("secret", "[taken out]");
const columns = [{ key: "n" }, { key: "name", clear }, { key: "flag" }, { key: "text" }];

/** What the rows are as `csvText` writes them, one by one. */
async function rowByRow(rows: readonly Row[]): Promise<string> {
  async function* cleared() {
    for (const row of rows) yield { ...row, name: row.name === null ? null : clear(row.name) };
  }
  return (await Array.fromAsync(csvText(columns, cleared()))).join("");
}

async function byPages(rows: readonly Row[], told: (done: number) => void = () => undefined) {
  const page = (after: string, limit: number) => sql`
    SELECT r.k, r.name, r.n, r.flag, r.text FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS r (k text, name text, n int, flag boolean, text text) WHERE r.k > ${after} ORDER BY r.k LIMIT ${limit}`;
  return (await Array.fromAsync(csvPages(handle.db, columns, page, "", told))).join("");
}

describe("a table put together by the database", () => {
  it("has the bytes that its rows have one by one, over several pages", async () => {
    const rows = made(4_321);
    const seen: number[] = [];
    expect(await byPages(rows, (done) => seen.push(done))).toBe(await rowByRow(rows));
    expect(seen).toEqual([2_000, 4_000, 4_321]);
  });

  it("also where a cell holds what cells or rows are parted by", async () => {
    const parting = ["a\u001fb", "c\u001e=d", "\u001e", "\u001f\u001e\u001f"];
    const rows = made(2_100, (n) => (n % 900 === 5 ? parting[n % 4] : undefined));
    expect(await byPages(rows)).toBe(await rowByRow(rows));
  });

  it.each([0, 1, 2_000])("of %i rows", async (count) => {
    const rows = made(count);
    expect(await byPages(rows)).toBe(await rowByRow(rows));
  });
});
