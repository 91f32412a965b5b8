import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { type Handle, rows, transaction } from "@/db/client";
import { parseCheckpoint } from "@/lib/audit-log/checkpoint";
import { ed25519Verify, generateKeyPem } from "@/lib/audit-log/ed25519";
import { leafHash, RootBuilder } from "@/lib/audit-log/merkle";
import { parseVkey, verifyNote } from "@/lib/audit-log/note";
import { sha256 } from "@/lib/audit-log/sha256";
import type { Ctx } from "@/lib/auth/actor";
import { command, execute } from "@/lib/command";
import { overrideEnv } from "@/lib/env";
import { read } from "@/lib/query";
import { freshDatabase } from "@/lib/testing/database";
import { head, proof } from "./queries";
import { sequence } from "./sequencer";

let handle: Handle;
let end: () => Promise<void>;
let data: string;
let restore: () => void;
beforeAll(async () => {
  data = mkdtempSync(path.join(tmpdir(), "countersign-log-"));
  restore = overrideEnv({ data });
  ({ handle, end } = await freshDatabase());
});
afterAll(async () => {
  await end();
  restore();
  rmSync(data, { recursive: true, force: true });
});

const operator: Ctx = {
  actor: { kind: "operator", personId: "018f0000-0000-7000-8000-00000000000b" },
  requestId: "r",
};

const many = command({
  name: "test.many",
  permission: "people.manage",
  input: z.object({ count: z.number() }),
  load: async () => undefined,
  run: async (_tx, { input }) => {
    const event = (i: number) => ({
      type: "settings.changed" as const,
      data: { setting: "n", to: String(i) },
    });
    return {
      result: null,
      events: [event(0), ...Array.from({ length: input.count - 1 }, (_, i) => event(i + 1))],
    };
  },
});

async function rebuilt(size: number): Promise<string> {
  const leaves = await rows<{ leaf: Uint8Array }>(
    handle.db,
    sql`SELECT e.leaf FROM log_leaf l JOIN audit_event e ON e.id = l.event_id WHERE l.idx < ${size} ORDER BY l.idx`,
  );
  const tree = new RootBuilder(sha256);
  for (const { leaf } of leaves) tree.add(leafHash(sha256, Uint8Array.from(leaf)));
  return Buffer.from(tree.root()).toString("hex");
}

describe("the sequencer", () => {
  it("appends every waiting entry once, over several batches, under checkpoints anybody can check", async () => {
    for (const count of [1, 255, 2_300, 3]) {
      await execute(operator, many, { count });
      expect(await sequence()).toBe(count);
    }
    expect(await sequence()).toBe(0);
    const state = await read(operator, head, {});
    expect(state).toMatchObject({ size: 2_559, waiting: 0 });
    expect(await rebuilt(2_559)).toBe(state.root);
    const key = parseVkey(sha256, state.vkey ?? "");
    const { checkpoint, note } = parseCheckpoint(state.note ?? "");
    expect(await verifyNote(note, key, ed25519Verify)).toBeUndefined();
    expect(checkpoint).toMatchObject({ origin: state.name, size: 2_559 });
    expect(statSync(path.join(data, "log.key")).mode & 0o777).toBe(0o600);
  });

  it("gives proofs from tiles that hold, for first, last and boundary entries", async () => {
    for (const index of [0, 1, 255, 256, 1_023, 2_555, 2_558]) {
      expect(await read(operator, proof, { index })).toMatchObject({ index, size: 2_559, holds: true });
    }
    await expect(read(operator, proof, { index: 2_559 })).rejects.toMatchObject({ code: "not_found" });
  });

  it("loses and repeats nothing with several sequencers and writers at once", async () => {
    const writers = Array.from({ length: 12 }, () => execute(operator, many, { count: 7 }));
    const sequencers = Array.from({ length: 6 }, () => sequence());
    await Promise.all([...writers, ...sequencers]);
    await sequence();
    const state = await read(operator, head, {});
    expect(state).toMatchObject({ size: 2_559 + 84, waiting: 0 });
    expect(await rebuilt(state.size)).toBe(state.root);
  });

  it("signs nothing on a stored tree that is not what was signed before", async () => {
    await execute(operator, many, { count: 1 });
    await expect(
      transaction({ person: null, reach: "all" }, async (tx) => {
        await tx.execute(
          sql`INSERT INTO log_checkpoint (size, root, note, at) SELECT size + 1, '\\x00', note, at FROM log_checkpoint ORDER BY size DESC LIMIT 1`,
        );
        await sequence();
      }),
    ).rejects.toThrow(/missing|nothing was signed/);
    expect(await sequence()).toBe(1);
  });

  it("refuses another key for a log that was started, and says where the right one belongs", async () => {
    await execute(operator, many, { count: 1 });
    const another = overrideEnv({ logKey: generateKeyPem() });
    await expect(sequence()).rejects.toThrow(/not the one this log was signed with/);
    another();
    const elsewhere = overrideEnv({ data: path.join(data, "elsewhere") });
    await expect(sequence()).rejects.toThrow(/Put it back/);
    elsewhere();
    expect(await sequence()).toBe(1);
  });
});
