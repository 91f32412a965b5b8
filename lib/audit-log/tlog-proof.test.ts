import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toBase64 } from "@/lib/audit-log/bytes";
import { formatTlogProof, parseTlogProof } from "@/lib/audit-log/tlog-proof";

const hash = new Uint8Array(32).fill(9);
const line = toBase64(hash);
const checkpoint = "log.example\n5\nroot\n\n— log.example AAAAAAA=\n";

describe("a receipt", () => {
  it("is this text", () => {
    expect(formatTlogProof({ extra: Uint8Array.of(1, 2, 3), index: 4, hashes: [hash], checkpoint })).toBe(
      `c2sp.org/tlog-proof@v1\nextra AQID\nindex 4\n${line}\n\n${checkpoint}`,
    );
    expect(formatTlogProof({ index: 0, hashes: [], checkpoint })).toBe(
      `c2sp.org/tlog-proof@v1\nindex 0\n\n${checkpoint}`,
    );
  });

  it("reads back", () => {
    fc.assert(
      fc.property(
        fc.option(fc.uint8Array({ maxLength: 70 }), { nil: undefined }),
        fc.maxSafeNat(),
        fc.array(fc.uint8Array({ minLength: 32, maxLength: 32 }), { maxLength: 60 }),
        (extra, index, hashes) => {
          const proof = { ...(extra ? { extra } : {}), index, hashes, checkpoint };
          expect(parseTlogProof(formatTlogProof(proof))).toEqual(proof);
        },
      ),
    );
  });

  it.each([
    ["", "The proof has no blank line before its checkpoint."],
    ["c2sp.org/tlog-proof@v1\nindex 0\n", "The proof has no blank line before its checkpoint."],
    ["c2sp.org/tlog-proof@v2\nindex 0\n\n", 'The first line of the proof is not "c2sp.org/tlog-proof@v1".'],
    ["c2sp.org/tlog-proof@v1\n\n", 'Line 2 of the proof is not "index" and a number.'],
    ["c2sp.org/tlog-proof@v1\nindex 00\n\n", 'Line 2 of the proof is not "index" and a number.'],
    ["c2sp.org/tlog-proof@v1\nindex -1\n\n", 'Line 2 of the proof is not "index" and a number.'],
    [
      "c2sp.org/tlog-proof@v1\nindex 9007199254740992\n\n",
      'Line 2 of the proof is not "index" and a number.',
    ],
    ["c2sp.org/tlog-proof@v1\nextra A\nindex 0\n\n", "Line 2 of the proof, its extra data, is not base64."],
    ["c2sp.org/tlog-proof@v1\nextra AAAA\n\n", 'Line 3 of the proof is not "index" and a number.'],
    ["c2sp.org/tlog-proof@v1\nindex 0\nextra AAAA\n\n", "Line 3 of the proof is not base64."],
    [
      `c2sp.org/tlog-proof@v1\nindex 0\n${line}\nAAAA\n\n`,
      "The hash in line 4 of the proof has 3 bytes where 32 are due.",
    ],
    [`c2sp.org/tlog-proof@v1\nindex 0\n${`${line}\n`.repeat(65)}\n`, "The proof has more than 64 hashes."],
  ])("%j is refused", (text, message) => {
    expect(() => parseTlogProof(text)).toThrow(new Error(message));
  });
});
