import { describe, expect, it } from "vitest";
import { fromHex, toHex, toUtf8 } from "@/lib/audit-log/bytes";
import { ed25519Verify, generateKeyPem, readLogKey } from "@/lib/audit-log/ed25519";
import { formatVkey, keyId, parseNote, parseVkey, signNote, verifyNote } from "@/lib/audit-log/note";
import { sha256 } from "@/lib/audit-log/sha256";

const SEED = `${"00".repeat(31)}2a`;
const NAME = "log.example/lanterns";
const key = readLogKey(NAME, SEED);
const text = "The lanterns are lit.\n\nAll nine.\n";
const VKEY = "log.example/lanterns+9b8ba408+AcVh+p9kP+XGARPM6dsoL94rnlyl/GtvwNFnm7M5yfcv";
const NOTE = `${text}\n— log.example/lanterns m4ukCNjgMYCx/uhHgTbB2UX/gVgoG/krEyuEhITQkpvMfHHvx9MpPaFjZSiKgWA6VxhmwLhKzwfMM086xx0ArmrQmQc=\n`;

describe("a signed note", () => {
  it("is this text for this key, byte for byte", () => {
    expect(key.vkey).toBe(VKEY);
    expect(signNote(text, [key])).toBe(NOTE);
  });

  it("holds for its key, through every line of other keys", async () => {
    const other = readLogKey("witness.example", generateKeyPem());
    const namesake = readLogKey(NAME, generateKeyPem());
    const note = parseNote(signNote(text, [other, key, namesake]));
    expect(note.text).toBe(text);
    expect(note.signatures.map(({ name }) => name)).toEqual(["witness.example", NAME, NAME]);
    for (const { vkey } of [key, other, namesake]) {
      expect(await verifyNote(note, parseVkey(sha256, vkey), ed25519Verify)).toBeUndefined();
    }
  });

  it("does not hold for a key that did not sign, nor for another text, nor with one bad signature of the key", async () => {
    const known = parseVkey(sha256, VKEY);
    const stranger = parseVkey(sha256, readLogKey(NAME, generateKeyPem()).vkey);
    expect(await verifyNote(parseNote(NOTE), stranger, ed25519Verify)).toMatch(/^It carries no signature by/);
    const changed = parseNote(NOTE.replace("nine", "ten"));
    expect(await verifyNote(changed, known, ed25519Verify)).toMatch(/does not fit its text/);
    const twice = parseNote(NOTE + NOTE.slice(NOTE.lastIndexOf("—")).replace(/.{4}=\n/, "AAAA=\n"));
    expect(await verifyNote(twice, known, ed25519Verify)).toMatch(/does not fit its text/);
  });

  it.each([
    ["text\n\n— k AAAAAAA=", "The note does not end with a newline."],
    ["text\n", "The note has no blank line between its text and its signatures."],
    ["text\n\n\n", 'Line 4 of the note is not a signature line "— name base64".'],
    ["text\n\n- k AAAAAAA=\n", 'Line 3 of the note is not a signature line "— name base64".'],
    ["text\n\n— k  AAAAAAA=\n", 'Line 3 of the note is not a signature line "— name base64".'],
    ["text\n\n— a+b AAAAAAA=\n", 'Line 3 of the note is not a signature line "— name base64".'],
    ["one\ntwo\n\n— k AAAAAAA\n", "The signature in line 4 of the note is not base64."],
    ["text\n\n— k AAAA\n", "The signature in line 3 of the note is too short."],
    ["te\txt\n\n— k AAAAAAA=\n", "The text of the note holds a control character."],
    ["te\rxt\n\n— k AAAAAAA=\n", "The text of the note holds a control character."],
    [`text\n\n${"— k AAAAAAA=\n".repeat(101)}`, "The note has more than 100 signatures."],
  ])("%j is refused", (note, message) => {
    expect(() => parseNote(note)).toThrow(message);
  });

  it("is not made of a text without its newline, nor by a name that cannot stand in it", () => {
    expect(() => signNote("text", [key])).toThrow("does not end with a newline");
    expect(() => signNote("text\n", [{ ...key, name: "two words" }])).toThrow(
      'The key name "two words" is empty or',
    );
  });
});

describe("a public key as text", () => {
  it("reads back", () => {
    const parsed = parseVkey(sha256, ` ${VKEY}\n`);
    expect(parsed.name).toBe(NAME);
    expect(formatVkey(sha256, parsed.name, parsed.publicKey)).toBe(VKEY);
    expect(keyId(sha256, NAME, parsed.publicKey)).toEqual(parsed.id);
  });

  it("has the id that the specification says", () => {
    const { publicKey } = parseVkey(sha256, VKEY);
    const digest = sha256(Uint8Array.from([...toUtf8(NAME), 0x0a, 0x01, ...publicKey]));
    expect(VKEY.split("+")[1]).toBe(toHex(digest).slice(0, 8));
  });

  it.each([
    ["", "The public key is not of the form name+id+key."],
    ["name+00000000", "The public key is not of the form name+id+key."],
    ["na me+00000000+AAAA", "The public key is not of the form name+id+key."],
    ["name+00000000+A", "The public key of name is not base64."],
    ["name+00000000+AAAA", "The public key of name is not an Ed25519 key of 32 bytes."],
    [VKEY.replace(/\+.{8}\+/, "+00000000+"), "says its id is 00000000, but it is"],
    [VKEY.replace("lanterns", "lantern"), "says its id is"],
  ])("%j is refused", (vkey, message) => {
    expect(() => parseVkey(sha256, vkey)).toThrow(message);
  });
});

describe("the log's key", () => {
  it("signs as RFC 8032 does (its first test)", async () => {
    const seed = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
    const signature =
      "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b";
    const known = readLogKey("k", seed);
    const { publicKey } = parseVkey(sha256, known.vkey);
    expect(toHex(publicKey)).toBe("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
    expect(toHex(known.sign(new Uint8Array(0)))).toBe(signature);
    expect(await ed25519Verify(publicKey, new Uint8Array(0), fromHex(signature) ?? publicKey)).toBe(true);
    expect(await ed25519Verify(publicKey, toUtf8("x"), fromHex(signature) ?? publicKey)).toBe(false);
    expect(await ed25519Verify(publicKey.slice(1), toUtf8("x"), fromHex(signature) ?? publicKey)).toBe(false);
  });

  it("is read from PEM, from a seed in hexadecimal and from one in base64", () => {
    const pem = generateKeyPem();
    expect(pem).toMatch(/^-----BEGIN PRIVATE KEY-----\n/);
    expect(readLogKey(NAME, pem).vkey).toBe(readLogKey(NAME, `${pem}\n`).vkey);
    expect(readLogKey(NAME, Buffer.from(SEED, "hex").toString("base64")).vkey).toBe(VKEY);
    expect(readLogKey(NAME, generateKeyPem()).vkey).not.toBe(readLogKey(NAME, pem).vkey);
  });

  it.each(["", "secret", "00".repeat(31), "-----BEGIN PRIVATE KEY-----\nsecret\n-----END PRIVATE KEY-----"])(
    "is not %j, and the message does not repeat it",
    (secret) => {
      const message =
        "The log key is neither an Ed25519 private key in PEM nor a seed of 32 bytes in base64 or hexadecimal.";
      expect(() => readLogKey(NAME, secret)).toThrow(new Error(message));
    },
  );
});
