import { asc } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { privatePayload } from "@/db/schema/decisions";
import { logLeaf } from "@/db/schema/log";
import { freshDatabase } from "@/lib/testing/database";
import { executeTogether, insertRecords, recordsOf } from "./bulk";
import type { Handle } from "./handle";

let handle: Handle;
let end: () => Promise<void>;
beforeAll(async () => {
  ({ handle, end } = await freshDatabase());
});
afterAll(() => end());

const id = (n: number) => `00000000-0000-7000-8000-00000000000${n}`;
const words = (n: number) => ({ id: id(n), commit: `c${n}`, salt: null, payload: "Née „so“ \\ \n" });

describe("rows written at once", () => {
  it("come back as they were given, alike or not, bytes and all", async () => {
    const leaves = [
      { idx: 1, eventId: 7, leafHash: Uint8Array.of(0, 92, 255) },
      { idx: 2, eventId: 8, leafHash: Uint8Array.of() },
      { idx: 3, eventId: 9, leafHash: Uint8Array.of(34, 120) },
    ];
    await insertRecords(handle.db, logLeaf, leaves);
    const kept = await handle.db.select().from(logLeaf).orderBy(asc(logLeaf.idx));
    expect(kept.map((l) => ({ ...l, leafHash: Uint8Array.from(l.leafHash) }))).toEqual(leaves);
  });

  it("go to several tables by one statement, where there are any", async () => {
    await handle.db.transaction(async (tx) => {
      await executeTogether(tx, [
        recordsOf(privatePayload, [words(1), { ...words(2), payload: null }]),
        recordsOf(privatePayload, []),
        recordsOf(logLeaf, [{ idx: 4, eventId: 10, leafHash: Uint8Array.of(1) }]),
      ]);
      await executeTogether(tx, [undefined]);
    });
    const kept = await handle.db.select().from(privatePayload).orderBy(asc(privatePayload.id));
    expect(kept).toEqual([
      { ...words(1), erasedAt: null },
      { ...words(2), payload: null, erasedAt: null },
    ]);
    expect(await handle.db.$count(logLeaf)).toBe(4);
  });

  it("have bytes in the same columns", () => {
    const rows = [{ idx: 5, eventId: 11, leafHash: Uint8Array.of(1) }];
    const without = Object.assign({}, rows[0], { leafHash: null });
    expect(() => recordsOf(logLeaf, [...rows, without])).toThrow("bytes in the same columns");
  });
});
