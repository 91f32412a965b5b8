import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Handle, rows } from "@/db/client";
import { passkey } from "@/db/schema/passkeys";
import type { Ctx } from "@/lib/auth/actor";
import { perform } from "@/lib/chore";
import { at, now } from "@/lib/clock";
import { execute } from "@/lib/command";
import { overrideEnv } from "@/lib/env";
import { read } from "@/lib/query";
import { type Lies, type SoftPasskey, softPasskey } from "@/lib/testing/authenticator";
import { freshDatabase } from "@/lib/testing/database";
import { type WorldPerson, world } from "@/lib/testing/world";
import { mine } from "./passkey-queries";
import { beginPasskey, endPasskey, removePasskey } from "./passkeys";
import { relyingParty } from "./relying-party";

const origin = "https://review.example";
let handle: Handle;
let end: () => Promise<void>;
let restore: () => void;
let olu: WorldPerson;
let fay: WorldPerson;

const session = (who: WorldPerson, id = "a".repeat(64)): Ctx => ({
  ...who.ctx,
  actor: who.ctx.actor.kind === "person" ? { ...who.ctx.actor, sessionId: id } : who.ctx.actor,
});

beforeAll(async () => {
  ({ handle, end } = await freshDatabase());
  restore = overrideEnv({ url: origin });
  const w = world();
  olu = await w.person({ name: "Olu Manager", email: "olu@example.test" });
  fay = await w.person({ name: "Fay Fallback" });
});
afterAll(async () => {
  restore();
  await end();
});

async function enrol(who: WorldPerson, name: string, device: SoftPasskey, lies?: Lies) {
  const options = await perform(session(who), beginPasskey, {});
  return endPasskey(session(who), { name, response: device.enrol(options.challenge, lies) });
}
const known = (who: WorldPerson) => handle.db.select().from(passkey).where(eq(passkey.personId, who.id));

describe("enrolling a passkey", () => {
  it("asks for a verified person, keeps the key, and puts it into the log; its name is only a commitment there", async () => {
    const options = await perform(session(olu), beginPasskey, {});
    expect(options).toMatchObject({
      rp: { id: "review.example" },
      attestation: "none",
      authenticatorSelection: { userVerification: "required", residentKey: "preferred" },
      pubKeyCredParams: [{ alg: -7 }, { alg: -8 }, { alg: -257 }],
    });
    const device = softPasskey(origin);
    const { passkey: id } = await endPasskey(session(olu), {
      name: "Work laptop",
      response: device.enrol(options.challenge),
    });
    const [entry] = await rows<{ leaf: string; by: string; data: object }>(
      handle.db,
      sql`SELECT convert_from(leaf, 'UTF8') AS leaf, actor_id AS by, convert_from(leaf, 'UTF8')::jsonb -> 'data' AS data
        FROM audit_event WHERE ref_id = ${id}`,
    );
    expect(entry?.by).toBe(olu.id);
    expect(entry?.data).toMatchObject({
      passkey: id,
      person: olu.id,
      algorithm: "ES256",
      key: device.jwk,
      rp: "review.example",
    });
    expect(entry?.leaf).not.toContain("Work laptop");
    const list = await read(session(olu), mine, {});
    expect(list.rows).toMatchObject([{ id, name: "Work laptop", usable: false, removedAt: null }]);
    expect(Date.parse(list.rows[0]?.from ?? "") - Date.parse(list.rows[0]?.enrolledAt ?? "")).toBe(
      86_400_000,
    );
    const tomorrow = new Date(now().getTime() + 86_400_000);
    expect((await at(tomorrow, () => read(session(olu), mine, {}))).rows[0]?.usable).toBe(true);
    expect((await read(session(fay), mine, {})).rows).toEqual([]);
  });

  it.each<[what: string, lies: Lies]>([
    ["another address", { origin: "https://evil.example" }],
    ["another host", { rp: "evil.example" }],
    ["a person who was not verified", { without: 4 }],
    ["a signature instead", { type: "webauthn.get" }],
  ])("refuses %s", async (_, lies) => {
    const before = await known(olu);
    await expect(enrol(olu, "A key", softPasskey(origin), lies)).rejects.toMatchObject({
      slug: "passkey-answer",
    });
    expect(await known(olu)).toEqual(before);
  });

  it("takes a challenge once, of the same person in the same session, within five minutes", async () => {
    const ask = async () => (await perform(session(olu), beginPasskey, {})).challenge;
    const answer = (challenge: string) => ({ name: "A key", response: softPasskey(origin).enrol(challenge) });
    const lost = { slug: "passkey-lost" };
    const first = await ask();
    await expect(endPasskey(session(fay), answer(first))).rejects.toMatchObject(lost);
    await expect(endPasskey(session(olu, "b".repeat(64)), answer(first))).rejects.toMatchObject(lost);
    const late = new Date(now().getTime() + 301_000);
    await expect(at(late, () => endPasskey(session(olu), answer(first)))).rejects.toMatchObject(lost);
    await endPasskey(session(olu), answer(first));
    await expect(endPasskey(session(olu), answer(first))).rejects.toMatchObject(lost);
    await expect(endPasskey(session(olu), answer("A".repeat(43)))).rejects.toMatchObject(lost);
    // Also one that failed is used up.
    const second = await ask();
    await expect(
      endPasskey(session(olu), {
        name: "A key",
        response: softPasskey(origin).enrol(second, { without: 4 }),
      }),
    ).rejects.toMatchObject({ slug: "passkey-answer" });
    await expect(endPasskey(session(olu), answer(second))).rejects.toMatchObject(lost);
  });

  it("is one person's once, at most five at a time, and makes room when one is removed", async () => {
    const device = softPasskey(origin, "EdDSA");
    await enrol(fay, "One", device);
    await expect(enrol(olu, "The same", device)).rejects.toMatchObject({ slug: "passkey-known" });
    for (const name of ["Two", "Three", "Four", "Five"]) await enrol(fay, name, softPasskey(origin, "RS256"));
    await expect(perform(session(fay), beginPasskey, {})).rejects.toMatchObject({ slug: "passkeys-full" });
    const [first] = (await read(session(fay), mine, {})).rows;
    const id = first?.id ?? "";
    await expect(execute(session(olu), removePasskey, { passkey: id })).rejects.toMatchObject({
      code: "not_found",
    });
    await execute(session(fay), removePasskey, { passkey: id });
    await expect(execute(session(fay), removePasskey, { passkey: id })).rejects.toMatchObject({
      slug: "passkey-removed",
    });
    const list = await read(session(fay), mine, {});
    expect(list.rows.map((r) => r.removedAt !== null)).toEqual([false, false, false, false, true]);
    await enrol(fay, "Six", softPasskey(origin));
    const told = await rows<{ n: number }>(
      handle.db,
      sql`SELECT count(*)::int AS n FROM audit_event WHERE type = 'passkey.removed' AND ref_id = ${id}`,
    );
    expect(told).toEqual([{ n: 1 }]);
  });

  it("I5: is never deleted, rewritten, or brought back", async () => {
    const [key] = await known(olu);
    const id = key?.id ?? "";
    await expect(handle.db.delete(passkey).where(eq(passkey.id, id))).rejects.toThrow();
    await expect(
      handle.db
        .update(passkey)
        .set({ enrolledAt: new Date(0) })
        .where(eq(passkey.id, id)),
    ).rejects.toThrow();
    await execute(session(olu), removePasskey, { passkey: id });
    await expect(
      handle.db.update(passkey).set({ removedAt: null }).where(eq(passkey.id, id)),
    ).rejects.toThrow();
  });

  it("needs a session, and an address that can have passkeys", async () => {
    await expect(perform(olu.ctx, beginPasskey, {})).rejects.toMatchObject({ slug: "session" });
    const back = overrideEnv({ url: "http://10.0.0.7:3000" });
    try {
      await expect(perform(session(olu), beginPasskey, {})).rejects.toMatchObject({ slug: "no-passkeys" });
      expect((await read(session(olu), mine, {})).host).toBeNull();
    } finally {
      back();
    }
  });
});

it("belongs to a host by name, with TLS or on this computer", () => {
  expect(relyingParty("https://review.example/portal")).toEqual({
    id: "review.example",
    origin: "https://review.example",
  });
  expect(relyingParty("http://localhost:3000")?.origin).toBe("http://localhost:3000");
  for (const address of [
    "http://review.example",
    "http://127.0.0.1:3000",
    "https://10.0.0.7",
    "https://[::1]",
  ])
    expect(relyingParty(address), address).toBeUndefined();
});
