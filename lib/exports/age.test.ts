import { execFileSync } from "node:child_process";
import {
  createDecipheriv,
  createHmac,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  randomBytes,
} from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { encryptTo, recipientKey } from "./age";
import { bech32Data } from "./bech32";

async function encrypted(plain: Buffer, recipient: string, pieces = 10_000): Promise<Buffer> {
  const parts: Buffer[] = [];
  for (let i = 0; i < plain.length; i += pieces) parts.push(plain.subarray(i, i + pieces));
  const out: Buffer[] = [];
  for await (const chunk of Readable.from(parts).pipe(encryptTo(recipient))) out.push(chunk);
  return Buffer.concat(out);
}

const hkdf = (from: Uint8Array, salt: Uint8Array, info: string) =>
  Buffer.from(hkdfSync("sha256", from, salt, info, 32));

/** The way back, written from the format's own text and apart from the code under test. */
function decrypted(file: Buffer, identity: { d: string; x: string }): Buffer {
  const [v, stanza, body, mac] = file
    .subarray(0, file.indexOf("\n--- ") + 48)
    .toString("latin1")
    .split("\n");
  if (v !== "age-encryption.org/v1") throw new Error("version");
  const share = Buffer.from(stanza?.replace("-> X25519 ", "") ?? "", "base64");
  const secret = diffieHellman({
    privateKey: createPrivateKey({ key: { kty: "OKP", crv: "X25519", ...identity }, format: "jwk" }),
    publicKey: createPublicKey({
      key: { kty: "OKP", crv: "X25519", x: share.toString("base64url") },
      format: "jwk",
    }),
  });
  const salt = Buffer.concat([share, Buffer.from(identity.x, "base64url")]);
  const fileKey = opened(
    hkdf(secret, salt, "age-encryption.org/v1/X25519"),
    Buffer.alloc(12),
    Buffer.from(body ?? "", "base64"),
  );
  const header = `${v}\n${stanza}\n${body}\n---`;
  const want = createHmac("sha256", hkdf(fileKey, Buffer.alloc(0), "header"))
    .update(header)
    .digest("base64");
  if (mac !== `--- ${want.replace("=", "")}`) throw new Error("mac");
  let rest = file.subarray(header.length + 1 + 43 + 1);
  const key = hkdf(fileKey, rest.subarray(0, 16), "payload");
  rest = rest.subarray(16);
  const out: Buffer[] = [];
  for (let n = 0; ; n++) {
    const last = rest.length <= 65_552;
    const nonce = Buffer.from([...new Array(7).fill(0), 0, 0, n >> 8, n & 255, last ? 1 : 0]);
    out.push(opened(key, nonce, rest.subarray(0, 65_552)));
    rest = rest.subarray(65_552);
    if (last) return Buffer.concat(out);
  }
}

function opened(key: Uint8Array, nonce: Uint8Array, box: Uint8Array): Buffer {
  const d = createDecipheriv("chacha20-poly1305", key, nonce, { authTagLength: 16 });
  d.setAuthTag(box.subarray(-16));
  return Buffer.concat([d.update(box.subarray(0, -16)), d.final()]);
}

/** Bech32 the other way, for a recipient of our own. */
function recipientOf(x: string): string {
  const letters = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
  let bits = [...Buffer.from(x, "base64url")].map((b) => b.toString(2).padStart(8, "0")).join("");
  bits = bits.padEnd(Math.ceil(bits.length / 5) * 5, "0");
  const body = (bits.match(/.{5}/gu) ?? []).map((b) => letters[Number.parseInt(b, 2)]).join("");
  const polymod = (text: string, tail: number[]) => {
    const all = [3, 3, 3, 0, 1, 7, 5, ...[...text].map((c) => letters.indexOf(c)), ...tail];
    return all.reduce((sum, v) => {
      let next = ((sum & 0x1ffffff) << 5) ^ v;
      [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3].forEach((g, i) => {
        if (((sum >>> 25) >> i) & 1) next ^= g;
      });
      return next;
    }, 1);
  };
  const sum = polymod(body, [0, 0, 0, 0, 0, 0]) ^ 1;
  return `age1${body}${[25, 20, 15, 10, 5, 0].map((s) => letters[(sum >>> s) & 31]).join("")}`;
}

const pair = generateKeyPairSync("x25519").privateKey.export({ format: "jwk" });
const identity = { d: String(pair.d), x: String(pair.x) };
const recipient = recipientOf(identity.x);

describe("a file encrypted to an age recipient", () => {
  it.each([0, 1, 65_535, 65_536, 65_537, 131_072, 200_001])(
    "of %i bytes is opened by a second implementation, and by nobody else",
    async (length) => {
      const plain = randomBytes(length);
      const file = await encrypted(plain, recipient);
      expect(decrypted(file, identity).equals(plain)).toBe(true);
      const other = generateKeyPairSync("x25519").privateKey.export({ format: "jwk" });
      expect(() => decrypted(file, { d: String(other.d), x: String(other.x) })).toThrow();
    },
  );

  it("does not open once a byte is changed or its end is cut off", async () => {
    const file = await encrypted(randomBytes(70_000), recipient);
    const flipped = Buffer.from(file);
    flipped.writeUInt8(flipped.readUInt8(file.length - 100) ^ 1, file.length - 100);
    expect(() => decrypted(flipped, identity)).toThrow();
    expect(() => decrypted(file.subarray(0, file.length - 4_480), identity)).toThrow();
  });

  it("is opened by the age program, where it is installed", async () => {
    const age = process.env.AGE_BINARY ?? "age";
    const dir = mkdtempSync(path.join(tmpdir(), "countersign-age-"));
    try {
      let key: string;
      try {
        key = execFileSync(`${age}-keygen`, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
      } catch {
        process.stderr.write("age is not installed; its program was not asked.\n");
        return;
      }
      const to = /age1[a-z0-9]+/u.exec(key)?.[0] ?? "";
      writeFileSync(path.join(dir, "key"), key);
      for (const length of [0, 65_536, 150_000]) {
        const plain = randomBytes(length);
        writeFileSync(path.join(dir, "file"), await encrypted(plain, to));
        const got = execFileSync(age, ["-d", "-i", path.join(dir, "key"), path.join(dir, "file")]);
        expect(got.equals(plain)).toBe(true);
      }
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  });

  it("refuses what is no recipient", () => {
    expect(recipientKey(recipient)).toHaveLength(32);
    const last = recipient.endsWith("q") ? "p" : "q";
    for (const bad of [`${recipient.slice(0, -1)}${last}`, "age1", "", "ssh-ed25519 AAAA", identity.x])
      expect(() => recipientKey(bad), bad).toThrow(/age recipient/);
    expect(bech32Data("age", `A${recipient.slice(1)}`)).toBeUndefined();
    expect(bech32Data("age", recipient.toUpperCase())).toEqual(recipientKey(recipient));
  });
});
