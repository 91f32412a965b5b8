import { describe, expect, it } from "vitest";
import { formatAddCheckpoint, parseAddCheckpoint, parseSize } from "@/lib/audit-log/add-checkpoint";
import { fromBase64, toBase64, toHex, toUtf8 } from "@/lib/audit-log/bytes";
import {
  cosign,
  cosignaturesOf,
  formatWitnessKey,
  parseWitnessKey,
  verifyCosignature,
  witnessKeyId,
} from "@/lib/audit-log/cosignature";
import { ed25519Verify, readLogKey } from "@/lib/audit-log/ed25519";
import { parseNote, parseVkey, signNote, verifyNote } from "@/lib/audit-log/note";
import { sha256 } from "@/lib/audit-log/sha256";

const log = readLogKey("log.example/lanterns", `${"00".repeat(31)}2a`);
const witnessSeed = readLogKey("witness.example/w1", `${"00".repeat(31)}07`);
const { publicKey } = parseVkey(sha256, witnessSeed.vkey);
const witness = { ...witnessSeed, id: witnessKeyId(sha256, witnessSeed.name, publicKey) };
const key = parseWitnessKey(sha256, formatWitnessKey(sha256, witness.name, publicKey));
const TEXT = "log.example/lanterns\n9\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n";
const AT = 1_679_315_147;

/** The example of the specification, which gives no key: its form alone can be held against it. */
const SPEC_LINE =
  "— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n";

describe("a cosignature", () => {
  it("is over the header, the time and the whole text, its time before its signature", async () => {
    const line = cosign(TEXT, witness, AT);
    const [, name, encoded = ""] = /^— (\S+) (\S+)\n$/u.exec(line) ?? [];
    const bytes = fromBase64(encoded) ?? new Uint8Array();
    expect(name).toBe("witness.example/w1");
    expect(toHex(bytes.slice(0, 4))).toBe(toHex(key.id));
    expect(toHex(bytes.slice(4, 12))).toBe(AT.toString(16).padStart(16, "0"));
    const message = toUtf8(`cosignature/v1\ntime 1679315147\n${TEXT}`);
    expect(await ed25519Verify(publicKey, message, bytes.slice(12))).toBe(true);
  });

  it("stands beside the log's signature, and each is read by its own key", async () => {
    const note = parseNote(signNote(TEXT, [log]) + cosign(TEXT, witness, AT));
    expect(await verifyNote(note, parseVkey(sha256, log.vkey), ed25519Verify)).toBeUndefined();
    expect(await verifyCosignature(note, key, ed25519Verify)).toEqual({ at: AT });
    expect(cosignaturesOf(note).map(({ name, keyId, at }) => [name, toHex(keyId), at])).toEqual([
      [witness.name, toHex(key.id), AT],
    ]);
  });

  it("of several by one key the latest counts, and one that is wrong refuses them all", async () => {
    const two = signNote(TEXT, [log]) + cosign(TEXT, witness, AT + 60) + cosign(TEXT, witness, AT);
    expect(await verifyCosignature(parseNote(two), key, ed25519Verify)).toEqual({ at: AT + 60 });
    const other = cosign(TEXT.replace("\n9\n", "\n8\n"), witness, AT);
    expect(await verifyCosignature(parseNote(two + other), key, ed25519Verify)).toEqual({
      problem: `The cosignature by witness.example/w1+${toHex(key.id)} does not fit its text.`,
    });
  });

  it("does not hold with another time, text or key, nor as a plain signature of the same key", async () => {
    const line = cosign(TEXT, witness, AT);
    const bytes = fromBase64(line.split(" ")[2]?.trimEnd() ?? "") ?? new Uint8Array();
    bytes[11] = (bytes[11] ?? 0) ^ 1;
    const later = `— ${witness.name} ${toBase64(bytes)}\n`;
    const plain = signNote(TEXT, [witness]).slice(TEXT.length + 1);
    for (const wrong of [later, plain])
      expect(await verifyCosignature(parseNote(`${TEXT}\n${wrong}`), key, ed25519Verify)).toMatchObject({
        problem: expect.stringContaining("does not fit"),
      });
    expect(await verifyCosignature(parseNote(signNote(TEXT, [log])), key, ed25519Verify)).toMatchObject({
      problem: expect.stringContaining("carries no cosignature"),
    });
  });

  it("has the form of the specification's example", () => {
    const found = cosignaturesOf(parseNote(`${TEXT}\n${SPEC_LINE}`));
    expect(found.map(({ name, keyId, at }) => [name, toBase64(keyId), at])).toEqual([
      ["witness.example.com/w1", "jWbPPw==", AT],
    ]);
  });

  it("has a key whose id differs from the same key's as a log", () => {
    expect(toHex(key.id)).toBe(
      toHex(sha256(Uint8Array.from([...toUtf8("witness.example/w1\n"), 0x04, ...publicKey])).slice(0, 4)),
    );
    expect(() => parseWitnessKey(sha256, log.vkey)).toThrow("is not an Ed25519 key");
  });
});

describe("a request to a witness", () => {
  const hash = Uint8Array.from(sha256(toUtf8("a")));
  const checkpoint = signNote(TEXT, [log]);

  it("reads back, with and without a proof", () => {
    for (const proof of [[], [hash], [hash, hash]]) {
      const body = formatAddCheckpoint({ oldSize: proof.length, proof, checkpoint });
      expect(parseAddCheckpoint(body).proof.map(toHex)).toEqual(proof.map(toHex));
      expect(parseAddCheckpoint(body)).toMatchObject({ oldSize: proof.length, checkpoint });
    }
  });

  it.each([
    ["", "no empty line"],
    ["old 1\n", "no empty line"],
    ["old 01\n\nx\n", 'not "old" and a size'],
    ["old -1\n\nx\n", 'not "old" and a size'],
    ["old 1 \n\nx\n", 'not "old" and a size'],
    ["new 1\n\nx\n", 'not "old" and a size'],
    ["old 1\nAAAA\n\nx\n", "Line 2 of the request is not a hash"],
    [`old 1\n${toBase64(hash)}\r\n\nx\n`, "Line 2 of the request is not a hash"],
    [`old 1\n${`${toBase64(hash)}\n`.repeat(64)}\nx\n`, "more than 63"],
  ])("%j is refused", (body, message) => {
    expect(() => parseAddCheckpoint(body)).toThrow(message);
  });

  it("a conflict names a size and nothing else", () => {
    expect(["0\n", "50\n", "50", "050\n", "-1\n", "\n", "5 \n"].map(parseSize)).toEqual([
      0,
      50,
      ...Array(5).fill(undefined),
    ]);
  });
});
