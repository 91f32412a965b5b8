import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freshDatabase } from "@/lib/testing/database";
import { copyRows } from "./bulk";
import { type Handle, rows, transaction } from "./client";

let handle: Handle;
let end: () => Promise<void>;
beforeAll(async () => {
  ({ handle, end } = await freshDatabase());
});
afterAll(() => end());

const all = { person: null, reach: "all" as const };

/** The SQLSTATE a statement fails with, whoever runs it. */
async function stateOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return "done";
  } catch (error) {
    const cause = error instanceof Error && error.cause ? error.cause : error;
    return String((cause as { code?: string }).code);
  }
}

describe("the database's own guards", () => {
  it("runs every transaction under the app role", async () => {
    const [row] = await transaction(all, (tx) => rows<{ who: string }>(tx, sql`SELECT current_user AS who`));
    expect(row?.who).toBe("countersign_app");
  });

  it("I5: refuses UPDATE, DELETE and TRUNCATE on append-only tables, even to the owner", async () => {
    const id = "018f0000-0000-7000-8000-000000000001";
    await handle.db.execute(
      sql`INSERT INTO evidence_packet (item_id, version, hash, body, at) VALUES (${id}, 1, 'h', '{}', now())`,
    );
    expect(await stateOf(handle.db.execute(sql`UPDATE evidence_packet SET body = ''`))).toBe("42501");
    expect(await stateOf(handle.db.execute(sql`DELETE FROM evidence_packet`))).toBe("42501");
    for (const table of [
      "decision",
      "draft",
      "evidence_packet",
      "served",
      "audit_event",
      "log_leaf",
      "log_checkpoint",
    ]) {
      expect(await stateOf(handle.db.execute(sql.raw(`TRUNCATE ${table} CASCADE`)))).toBe("42501");
    }
    for (const table of ["campaign", "item", "review", "private_payload"]) {
      expect(await stateOf(handle.db.execute(sql.raw(`TRUNCATE ${table} CASCADE`)))).toBe("42501");
    }
  });

  it("I5: gives the app role no right to change an append-only row", async () => {
    expect(
      await stateOf(transaction(all, (tx) => tx.execute(sql`UPDATE decision SET reason_code = 'x'`))),
    ).toBe("42501");
  });

  it("erases words and never rewrites them", async () => {
    const id = "018f0000-0000-7000-8000-000000000002";
    await transaction(all, (tx) =>
      tx.execute(sql`INSERT INTO private_payload (id, commit, salt, payload) VALUES (${id}, 'c', 's', 'p')`),
    );
    const change = (set: string) =>
      transaction(all, (tx) => tx.execute(sql.raw(`UPDATE private_payload SET ${set} WHERE id = '${id}'`)));
    expect(await stateOf(change("payload = 'other'"))).toBe("42501");
    expect(await stateOf(change("salt = NULL, payload = NULL, erased_at = now()"))).toBe("done");
  });

  it("I1: refuses an actor that is no person on a decision's log entry", async () => {
    const insert = (kind: string) =>
      handle.db.execute(sql`INSERT INTO audit_event (event_id, type, actor_kind, actor_id, at, leaf, leaf_hash)
        VALUES (gen_random_uuid(), 'decision.recorded', ${kind}, 'x', now(), '\\x00', '\\x00')`);
    expect(await stateOf(insert("system:drafting"))).toBe("23514");
    expect(await stateOf(insert("person"))).toBe("done");
    const [outbox] = await rows<{ n: number }>(handle.db, sql`SELECT count(*)::int AS n FROM audit_outbox`);
    expect(outbox?.n).toBe(1);
  });

  it("copies rows with quotes, nulls, empty texts, arrays and line breaks unchanged", async () => {
    const hostile = [
      'a "quoted", cell',
      "line\nbreak",
      "",
      null,
      "back\\slash",
      "\\N",
      "\\.",
      "Łódź 東京 🙂",
    ];
    const count = await transaction(all, (tx) =>
      copyRows(
        tx,
        "snap_role",
        { snapshot_id: "int", id: "text", name: "text" },
        hostile.map((h, i) => ["1", `r${i}`, h]),
      ),
    );
    expect(count).toBe(hostile.length);
    const found = await rows<{ name: string | null }>(handle.db, sql`SELECT name FROM snap_role ORDER BY id`);
    expect(found.map((f) => f.name)).toEqual(hostile);
    await transaction(all, (tx) =>
      copyRows(
        tx,
        "snap_sod_rule",
        { snapshot_id: "int", id: "text", name: "text", left: "text[]", right: "text[]" },
        [["1", "s", "n", '{"a","b \\"c\\""}', "{}"]],
      ),
    );
    const [rule] = await rows<{ left: string[] }>(handle.db, sql`SELECT "left" FROM snap_sod_rule`);
    expect(rule?.left).toEqual(["a", 'b "c"']);
  });
});
