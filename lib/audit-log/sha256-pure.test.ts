import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toHex, toUtf8 } from "./bytes";
import { sha256 } from "./sha256";
import { sha256Pure } from "./sha256-pure";

describe("SHA-256 of a page", () => {
  it("is that of FIPS 180-4's examples", () => {
    expect(toHex(sha256Pure(toUtf8("abc")))).toBe(
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    );
    expect(toHex(sha256Pure(new Uint8Array(0)))).toBe(
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    );
  });

  it("is Node's for any bytes, at every length around a block's end", () => {
    for (let length = 0; length < 200; length++) {
      const bytes = Uint8Array.from({ length }, (_, i) => (i * 31 + length) % 256);
      expect(toHex(sha256Pure(bytes))).toBe(Buffer.from(sha256(bytes)).toString("hex"));
    }
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3_000 }), (bytes) => {
        expect(toHex(sha256Pure(bytes))).toBe(Buffer.from(sha256(bytes)).toString("hex"));
      }),
    );
  });
});
