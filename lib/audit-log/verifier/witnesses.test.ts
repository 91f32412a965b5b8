import { afterAll, describe, expect, it } from "vitest";
import { toUtf8 } from "@/lib/audit-log/bytes";
import { cosign, formatWitnessKey, witnessKeyId } from "@/lib/audit-log/cosignature";
import { ed25519Verify, readLogKey } from "@/lib/audit-log/ed25519";
import { parseNote, parseVkey } from "@/lib/audit-log/note";
import { sha256 } from "@/lib/audit-log/sha256";
import { type TimestampVerify, timestampRequest } from "@/lib/audit-log/timestamp";
import { timestampVerify } from "@/lib/audit-log/timestamp-signature";
import type { PackFiles } from "@/lib/audit-log/verifier/pack";
import { readHead } from "@/lib/audit-log/verifier/signed-head";
import { checkTimestamps, checkWitnesses, witnessKeys } from "@/lib/audit-log/verifier/witnesses";
import { timestampAuthority } from "@/lib/testing/timestamp-authority";
import { headAt } from "@/lib/testing/witness-log";

const AT = 1_790_000_000;
const history = ["a", "b", "c"];
const plain = headAt(history);

function witness(name: string, seed: string) {
  const key = readLogKey(name, seed.repeat(32));
  const { publicKey } = parseVkey(sha256, key.vkey);
  const vkey = formatWitnessKey(sha256, name, publicKey);
  return { vkey, signer: { ...key, id: witnessKeyId(sha256, name, publicKey) } };
}
const audit = witness("audit.example", "44");
const board = witness("board.example", "55");
const by = (note: string, ...who: (typeof audit)[]) =>
  note + who.map(({ signer }) => cosign(parseNote(plain).text, signer, AT)).join("");
const check = (note: string, ...given: string[]) =>
  checkWitnesses(readHead(note), witnessKeys(sha256, given), ed25519Verify);

describe("the witnesses of a pack", () => {
  it("are named, and no more, where nobody gave their keys", async () => {
    expect(await check(by(plain, audit, board))).toEqual({
      name: "witnesses",
      ok: null,
      detail:
        "cosigned by audit.example (2026-09-21T14:13:20.000Z), board.example (2026-09-21T14:13:20.000Z), key not independently known: give it as --witness",
    });
    expect(await check(plain)).toMatchObject({
      ok: null,
      detail: expect.stringContaining("no witness has cosigned"),
    });
  });

  it("hold where each one whose key was given has cosigned this head", async () => {
    expect(await check(by(plain, audit, board), audit.vkey, board.vkey)).toMatchObject({ ok: true });
    expect(await check(by(plain, audit, board), audit.vkey)).toMatchObject({
      ok: true,
      detail: expect.stringContaining("also by board.example"),
    });
  });

  it.each([
    ["one of them is missing", by(plain, audit), "carries no cosignature by board.example"],
    ["nobody cosigned", plain, "carries no cosignature by audit.example"],
    [
      "its line was taken from another head",
      headAt(["a", "b"]) + by(plain, audit, board).slice(plain.length),
      "does not fit its text",
    ],
    [
      "somebody else took its name",
      by(plain, witness("audit.example", "66"), witness("board.example", "77")),
      "carries no cosignature",
    ],
    [
      "its line was changed",
      by(plain, audit, board).replace(
        /(— board\.example .{20})(.)/u,
        (_, start, c) => `${start}${c === "A" ? "B" : "A"}`,
      ),
      "cosignature",
    ],
  ])("do not hold where %s", async (_, note, message) => {
    expect(await check(note, audit.vkey, board.vkey)).toMatchObject({
      ok: false,
      detail: expect.stringContaining(message),
    });
  });
});

const authority = timestampAuthority();
afterAll(() => authority?.stop());

describe("the time stamps of a pack", () => {
  if (!authority) return it.skip("are not tested: the openssl program is not here", () => undefined);
  const text = parseNote(plain).text;
  const stamp = authority.stamp(timestampRequest(sha256(toUtf8(text)), Uint8Array.of(7)));
  const files = (held: Record<string, Uint8Array>): PackFiles => ({
    names: () => Object.keys(held),
    bytes: async (name) => held[name] ?? new Uint8Array(0),
    chunks: async function* (name) {
      yield held[name] ?? new Uint8Array(0);
    },
  });
  const check = (
    held: Record<string, Uint8Array>,
    tsa?: string,
    verify: TimestampVerify | undefined = timestampVerify,
    note = plain,
  ) => checkTimestamps(files(held), readHead(note), sha256, verify, tsa);

  it("hold where their authority is known, through every line that witnesses add", async () => {
    const found = await check(
      { "timestamps/1.tsr": stamp },
      authority.root,
      timestampVerify,
      by(plain, audit),
    );
    expect(found).toMatchObject({ ok: true, detail: expect.stringContaining("Example time stamping") });
  });

  it("stay open where it is not, or where signatures cannot be checked", async () => {
    expect(await check({ "timestamps/1.tsr": stamp })).toMatchObject({
      ok: null,
      detail: expect.stringContaining("authority not independently known"),
    });
    const inPage: TimestampVerify = () => ({ unable: "its signature is not checked here" });
    expect(await check({ "timestamps/1.tsr": stamp }, undefined, inPage)).toMatchObject({ ok: null });
  });

  it("do not hold for another head, once changed, or where one was asked for and none is there", async () => {
    expect(
      await check({ "timestamps/1.tsr": stamp }, authority.root, timestampVerify, headAt(["a", "b"])),
    ).toMatchObject({ ok: false, detail: expect.stringContaining("not the hash of this checkpoint's text") });
    const changed = Uint8Array.from(stamp);
    changed[changed.length - 2] = (changed.at(-2) ?? 0) ^ 1;
    expect(await check({ "timestamps/1.tsr": changed }, authority.root)).toMatchObject({ ok: false });
    expect(await check({ "timestamps/1.tsr": stamp.slice(0, 40) })).toMatchObject({
      ok: false,
      detail: expect.stringContaining("timestamps/1.tsr: it cannot be read"),
    });
    expect(await check({}, authority.root)).toMatchObject({ ok: false });
  });
});
