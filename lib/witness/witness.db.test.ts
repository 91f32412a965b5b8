import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { eq, sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { type Handle, rows } from "@/db/client";
import { mail } from "@/db/schema/mail";
import { anchor, checkpointCosignature } from "@/db/schema/witnesses";
import { toBase64 } from "@/lib/audit-log/bytes";
import { parseCheckpoint, signCheckpoint } from "@/lib/audit-log/checkpoint";
import { parseWitnessKey, verifyCosignature } from "@/lib/audit-log/cosignature";
import { ed25519Verify } from "@/lib/audit-log/ed25519";
import { logKey } from "@/lib/audit-log/key";
import { head, proof } from "@/lib/audit-log/queries";
import { sequence } from "@/lib/audit-log/sequencer";
import { sha256 } from "@/lib/audit-log/sha256";
import { parseTlogProof } from "@/lib/audit-log/tlog-proof";
import type { Ctx } from "@/lib/auth/actor";
import { perform } from "@/lib/chore";
import { at } from "@/lib/clock";
import { command, execute } from "@/lib/command";
import { overrideEnv } from "@/lib/env";
import { health } from "@/lib/health/queries";
import { drain } from "@/lib/jobs/drain";
import { handlers } from "@/lib/jobs/handlers";
import { checkpointsDue } from "@/lib/mail/checkpoints";
import { mailDue } from "@/lib/mail/worker";
import { read } from "@/lib/query";
import { freshDatabase } from "@/lib/testing/database";
import { type MailServer, mailServer } from "@/lib/testing/mail-server";
import { world } from "@/lib/testing/world";
import { initWitness, type Kept, type Ledger, openLedger } from "./ledger";
import { witnessServer } from "./listener";
import { checkpointAt, witnesses } from "./queries";
import { anchorsDue } from "./worker";

let handle: Handle;
let end: () => Promise<void>;
let folder: string;
let server: MailServer;
const restores: (() => void)[] = [];

const operator: Ctx = {
  actor: { kind: "operator", personId: "018f0000-0000-7000-8000-00000000000b" },
  requestId: "r",
};
const automatic: Ctx = { actor: { kind: "system", name: "witnesses" }, requestId: "r" };
const start = new Date("2026-11-02T09:00:00Z");
const later = (seconds: number) => new Date(start.getTime() + seconds * 1000);

const many = command({
  name: "test.witnessed",
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
/** Entries and the checkpoint over them. */
async function grow(count: number): Promise<number> {
  await execute(operator, many, { count });
  await sequence();
  return (await read(operator, head, {})).size;
}

type Witness = { kept: Kept; ledger: Ledger; url: string; stop: () => Promise<void> };
async function witness(name: string): Promise<Witness> {
  const { vkey } = await read(operator, head, {});
  const kept = initWitness(path.join(folder, name), name, [vkey ?? ""]);
  const ledger = openLedger(path.join(folder, name));
  const listening = witnessServer(ledger, () => undefined);
  await new Promise<void>((resolve) => listening.listen(0, "127.0.0.1", resolve));
  const address: AddressInfo | string | null = listening.address();
  if (address === null || typeof address === "string") throw new Error("The witness has no port.");
  return {
    kept,
    ledger,
    url: `http://127.0.0.1:${address.port}`,
    stop: () =>
      new Promise((resolve) => {
        listening.close(() => resolve());
        listening.closeAllConnections();
      }),
  };
}

/** Looks at what is due at an instant and does it. */
const follow = (when: Date) =>
  at(when, async () => {
    await anchorsDue();
    const { failed } = await drain(handlers);
    expect(failed).toEqual([]);
  });
const states = async () => (await read(operator, witnesses, {})).rows;

let one: Witness;
let two: Witness;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "countersign-witness-"));
  restores.push(overrideEnv({ data: folder }));
  ({ handle, end } = await freshDatabase());
  await world().person({ name: "Ines Inspector", email: "ines@example.test", roles: ["auditor"] });
  server = await mailServer();
  await grow(3);
  one = await witness("audit.example");
  two = await witness("board.example");
  writeFileSync(
    path.join(folder, "witnesses"),
    `# internal audit\n${one.kept.vkey} ${one.url}\n\n${two.kept.vkey} ${two.url}/ # the board\n`,
  );
  restores.push(
    overrideEnv({
      anchors: { witnesses: path.join(folder, "witnesses"), tsa: undefined, archive: undefined },
      mail: { url: server.url, from: undefined },
      url: "https://countersign.example.test",
    }),
  );
});
afterAll(async () => {
  await one.stop();
  await two.stop();
  await server.stop();
  for (const restore of restores.reverse()) restore();
  await end();
  rmSync(folder, { recursive: true, force: true });
});
afterEach(() => {
  server.mails.length = 0;
});

describe("the log before its witnesses", () => {
  it("has every checkpoint cosigned, in order, however many were made meanwhile", async () => {
    for (const count of [300, 1, 257]) await grow(count);
    await follow(start);
    const found = await handle.db.select().from(checkpointCosignature).orderBy(checkpointCosignature.size);
    expect(found.map(({ size }) => size)).toEqual([3, 3, 303, 303, 304, 304, 561, 561]);
    const { note } = (await read(automatic, checkpointAt, {})) ?? { note: "" };
    for (const { kept } of [one, two])
      expect(
        await verifyCosignature(
          parseCheckpoint(note).note,
          parseWitnessKey(sha256, kept.vkey),
          ed25519Verify,
        ),
      ).toHaveProperty("at");
    expect(await states()).toMatchObject([
      { kind: "witness", label: "audit.example", size: 561, behind: 0, problem: null, refusedAt: null },
      { kind: "witness", label: "board.example", size: 561, behind: 0 },
    ]);
    expect(await at(start, anchorsDue)).toBe(0);
  });

  it("says how far behind one is that does not answer, backs off, and catches up", async () => {
    const { ledger, kept } = two;
    await two.stop();
    await grow(4);
    await follow(later(60));
    expect(await states()).toMatchObject([
      { size: 565, behind: 0, problem: null },
      { size: 561, behind: 4, problem: "The witness could not be reached.", refusedAt: null },
    ]);
    expect(await read(operator, health, {})).toMatchObject({
      witnesses: [
        { name: "audit.example", behind: 0, refuses: false },
        { name: "board.example", behind: 4, refuses: false },
      ],
    });
    expect(await at(later(62), anchorsDue)).toBe(0);
    await at(later(66), async () => {
      expect(await anchorsDue()).toBe(1);
      await drain(handlers);
    });
    ledger.close();
    two = await witness("board.example");
    expect(two.kept.vkey).toBe(kept.vkey);
    writeFileSync(
      path.join(folder, "witnesses"),
      `${one.kept.vkey} ${one.url}\n${two.kept.vkey} ${two.url}\n`,
    );
    await follow(later(600));
    expect(await states()).toMatchObject([{ behind: 0 }, { size: 565, behind: 0, problem: null }]);
  });

  it("fetches the cosignature that was made and never arrived", async () => {
    const size = await grow(2);
    const body = (await read(operator, head, {})).note ?? "";
    const { submissions } = await import("./queries");
    const {
      rows: [next],
    } = await read(automatic, submissions, { witness: one.kept.vkey, from: 565 });
    const sent = ["old 565", ...(next?.proof ?? []), "", body].join("\n");
    expect((await fetch(`${one.url}/add-checkpoint`, { method: "POST", body: sent })).status).toBe(200);
    await follow(later(700));
    const found = await handle.db
      .select()
      .from(checkpointCosignature)
      .where(eq(checkpointCosignature.size, size));
    expect(found.map(({ witness: w }) => w).sort()).toEqual([one.kept.vkey, two.kept.vkey].sort());
  });

  it("gives receipts that hold under the cosigned checkpoint", async () => {
    const receipt = await read(operator, proof, { index: 5 });
    const { checkpoint } = parseTlogProof(receipt.proof);
    expect(parseCheckpoint(checkpoint).note.signatures.length).toBe(3);
    expect(receipt.holds).toBe(true);
  });

  it("rewrites and removes no cosignature", async () => {
    await expect(handle.db.execute(sql`UPDATE checkpoint_cosignature SET line = 'x'`)).rejects.toMatchObject({
      cause: expect.objectContaining({ message: expect.stringContaining("append-only") }),
    });
  });
});

describe("a witness that refuses", () => {
  const events = () =>
    rows<{ data: { witness: string; why: string; size: number; seen?: number } }>(
      handle.db,
      sql`SELECT convert_from(leaf, 'UTF8')::jsonb -> 'data' AS data FROM audit_event WHERE type = 'witness.refused' ORDER BY id`,
    );

  it("is an entry and a mail to the auditors, once, and stands on the log page and in health", async () => {
    // Somebody with the log's key shows the first witness another history, as a restored backup that went on would have.
    const size = await grow(1);
    const key = await handle.db.transaction((tx) => logKey(tx));
    const other = signCheckpoint({ origin: key.name, size, root: sha256(new Uint8Array(1)) }, [key]);
    one.ledger.keep({
      origin: key.name,
      size,
      root: toBase64(sha256(new Uint8Array(1))),
      at: 1_793_000_000,
      note: other,
    });
    await follow(later(2_000));
    await follow(later(2_000));
    expect(await events()).toMatchObject([{ data: { witness: one.kept.vkey, why: "another_root", size } }]);
    expect(await states()).toMatchObject([
      { label: "audit.example", refusedSize: size, problem: expect.stringContaining("two histories") },
      { label: "board.example", refusedAt: null },
    ]);
    expect(await read(operator, health, {})).toMatchObject({
      witnesses: [{ refuses: true }, { refuses: false }],
    });
    expect(
      server.mails.filter((m) => m.headers.get("subject")?.[0] === "A witness refuses the audit log"),
    ).toMatchObject([
      { to: ["ines@example.test"], text: expect.stringContaining("audit.example no longer cosigns") },
    ]);
    await sequence();
    for (const seconds of [4_000, 9_000, 20_000]) await follow(later(seconds));
    expect(await events()).toHaveLength(1);
    expect((await states())[0]).toMatchObject({
      refusedSize: size,
      problem: expect.stringContaining("two histories"),
    });
    expect((await states())[1]).toMatchObject({ behind: 0 });
  });

  it("that has seen a longer log says that entries were cut off", async () => {
    const key = await handle.db.transaction((tx) => logKey(tx));
    two.ledger.keep({
      origin: key.name,
      size: 9_000,
      root: toBase64(sha256(new Uint8Array(2))),
      at: 1_793_000_000,
      note: signCheckpoint({ origin: key.name, size: 9_000, root: sha256(new Uint8Array(2)) }, [key]),
    });
    const size = await grow(1);
    await follow(later(30_000));
    expect((await events()).at(-1)).toMatchObject({
      data: { witness: two.kept.vkey, why: "rolled_back", size, seen: 9_000 },
    });
    expect((await states())[1]).toMatchObject({ problem: expect.stringContaining("cut off its end") });
    const [row] = await handle.db.select().from(anchor).where(eq(anchor.name, two.kept.vkey));
    expect(row?.attempts).toBeGreaterThan(0);
  });
});

describe("the last checkpoint, mailed to auditors", () => {
  const postman: Ctx = { actor: { kind: "system", name: "mail" }, requestId: "r" };
  const day = (n: number) => later(40_000 + n * 86_400);
  const post = (when: Date) =>
    at(when, async () => {
      await mailDue();
      await drain(handlers);
      return server.mails.filter((m) => m.headers.get("subject")?.[0]?.startsWith("A checkpoint"));
    });

  it("goes weekly where the log grew, whole enough to be verified with", async () => {
    const [first] = await post(day(0));
    expect(first?.to).toEqual(["ines@example.test"]);
    const state = await read(operator, head, {});
    const text = first?.text.replaceAll("\r\n", "\n") ?? "";
    const note = `${text.slice(text.indexOf(state.name ?? "?"), text.indexOf("\n\nSaved as a file"))}\n`;
    expect(parseCheckpoint(note).checkpoint.size).toBe(state.size);
    server.mails.length = 0;
    expect(await at(day(6), () => perform(postman, checkpointsDue, {}))).toBe(0);
    expect(await at(day(7), () => perform(postman, checkpointsDue, {}))).toBe(0);
    await grow(1);
    expect(await at(day(6), () => perform(postman, checkpointsDue, {}))).toBe(0);
    expect(await post(day(7))).toHaveLength(1);
    expect(await handle.db.select().from(mail).where(eq(mail.kind, "checkpoint"))).toHaveLength(2);
  });
});
