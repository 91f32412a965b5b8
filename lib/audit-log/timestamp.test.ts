import { afterAll, describe, expect, it } from "vitest";
import { toHex, toUtf8 } from "@/lib/audit-log/bytes";
import { sha256 } from "@/lib/audit-log/sha256";
import { answersNonce, readTimestamp, timestampRequest } from "@/lib/audit-log/timestamp";
import { timestampVerify } from "@/lib/audit-log/timestamp-signature";
import { timestampAuthority } from "@/lib/testing/timestamp-authority";

const authorities = { rsa: timestampAuthority("rsa"), ec: timestampAuthority("ec") };
const TEXT = "countersign/00112233445566ff\n9\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n";
const imprint = sha256(toUtf8(TEXT));
const nonce = Uint8Array.from([0x00, 0x91, 0x17]);

afterAll(async () => {
  for (const authority of Object.values(authorities)) await authority?.stop();
});

describe("a time stamp request", () => {
  it("is these bytes", () => {
    expect(toHex(timestampRequest(imprint, nonce))).toBe(
      `303e0201013031300d060960864801650304020105000420${toHex(imprint)}02030091170101ff`,
    );
  });
});

describe.each(["rsa", "ec"] as const)("a time stamp by an authority with an %s key", (kind) => {
  const authority = authorities[kind];
  if (!authority) return it.skip("is not tested: the openssl program is not here", () => undefined);
  const response = authority.stamp(timestampRequest(imprint, nonce));
  const stamp = readTimestamp(response);

  it("is over the hash that was sent, answers its nonce, and openssl accepts it", () => {
    expect(toHex(stamp.imprint)).toBe(toHex(imprint));
    expect(answersNonce(stamp, nonce)).toBe(true);
    expect(answersNonce(stamp, Uint8Array.of(1))).toBe(false);
    expect(Math.abs(stamp.at - Date.now())).toBeLessThan(600_000);
    expect(authority.accepts(response, TEXT)).toBe(true);
  });

  it("holds under its certificate, and is known where its root was given", () => {
    const by = "Example time stamping";
    expect(timestampVerify(stamp, undefined)).toEqual({ by, known: false });
    expect(timestampVerify(stamp, authority.root)).toEqual({ by, known: true });
    const other = authorities[kind === "rsa" ? "ec" : "rsa"];
    expect(timestampVerify(stamp, other?.root ?? "")).toMatchObject({
      problem: expect.stringContaining("does not come from the authority you gave"),
    });
  });

  it("does not hold once any byte that counts is changed", () => {
    const find = (needle: Uint8Array) => Buffer.from(response).indexOf(needle);
    const time = find(Buffer.from(new Date(stamp.at).toISOString().slice(0, 10).replaceAll("-", "")));
    const changedAt = (at: number) => {
      const bytes = Uint8Array.from(response);
      bytes[at] = (bytes[at] ?? 0) ^ 1;
      return bytes;
    };
    for (const at of [find(imprint) + 3, time + 3, response.length - 2]) {
      const changed = readTimestamp(changedAt(at));
      expect(timestampVerify(changed, undefined)).toHaveProperty("problem");
      expect(authority.accepts(changedAt(at), TEXT)).toBe(false);
    }
    // Wherever else a byte was changed, as in a certificate that nothing depends on: what is accepted says the same.
    for (let at = 0; at < response.length; at += 7) {
      try {
        const found = readTimestamp(changedAt(at));
        if ("problem" in timestampVerify(found, authority.root)) continue;
        expect([toHex(found.imprint), found.at]).toEqual([toHex(imprint), stamp.at]);
      } catch (error) {
        if (error instanceof Error && error.name === "AssertionError") throw error;
      }
    }
  });

  it("is refused where the authority grants none", () => {
    expect(() => readTimestamp(authority.stamp(Uint8Array.of(0x30, 0x00)))).toThrow("granted no stamp");
    expect(() => readTimestamp(new Uint8Array(9))).toThrow();
  });
});
