import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toBase64 } from "@/lib/audit-log/bytes";
import {
  formatCheckpoint,
  parseCheckpoint,
  parseCheckpointText,
  signCheckpoint,
} from "@/lib/audit-log/checkpoint";
import { readLogKey } from "@/lib/audit-log/ed25519";

const root = new Uint8Array(32).fill(7);
const hash = toBase64(root);

describe("a checkpoint", () => {
  it("is three lines", () => {
    expect(formatCheckpoint({ origin: "log.example", size: 20_852_163, root })).toBe(
      "log.example\n20852163\nBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=\n",
    );
  });

  it("reads back, signed or not", () => {
    const key = readLogKey("log.example", "01".repeat(32));
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.uint8Array({ minLength: 32, maxLength: 32 }), (size, bytes) => {
        const checkpoint = { origin: "log.example", size, root: bytes };
        expect(parseCheckpointText(formatCheckpoint(checkpoint))).toEqual(checkpoint);
        const read = parseCheckpoint(signCheckpoint(checkpoint, [key]));
        expect(read.checkpoint).toEqual(checkpoint);
        expect(read.note.text).toBe(formatCheckpoint(checkpoint));
      }),
    );
  });

  it("may have further lines, which say nothing here", () => {
    expect(parseCheckpointText(`o\n5\n${hash}\nextension\n`)).toEqual({ origin: "o", size: 5, root });
  });

  it.each([
    [`o\n5\n${hash}`, "The checkpoint does not end with a newline."],
    [`\n5\n${hash}\n`, "The first line of the checkpoint, the log's name, is empty."],
    [`o\n05\n${hash}\n`, 'The checkpoint\'s size "05" has leading zeros.'],
    [`o\n00\n${hash}\n`, 'The checkpoint\'s size "00" has leading zeros.'],
    [`o\n-1\n${hash}\n`, 'The checkpoint\'s size "-1" is not a decimal number.'],
    [`o\n+1\n${hash}\n`, 'The checkpoint\'s size "+1" is not a decimal number.'],
    [`o\n1e3\n${hash}\n`, 'The checkpoint\'s size "1e3" is not a decimal number.'],
    [`o\n\n${hash}\n`, 'The checkpoint\'s size "" is not a decimal number.'],
    [`o\n٥\n${hash}\n`, 'The checkpoint\'s size "٥" is not a decimal number.'],
    [`o\n9007199254740992\n${hash}\n`, "The checkpoint's size 9007199254740992 is too large to be one."],
    [`o\n${"9".repeat(400)}\n${hash}\n`, "is too large to be one."],
    ["o\n5\n", 'The checkpoint\'s root hash "" has 0 bytes'],
    [`o\n5\n${hash.slice(1)}\n`, "is not base64."],
    [`o\n5\n ${hash}\n`, "is not base64."],
    [`o\n5\n${toBase64(new Uint8Array(31))}\n`, "The checkpoint's root hash has 31 bytes where 32 are due."],
    [`o\n5\n${toBase64(new Uint8Array(64))}\n`, "The checkpoint's root hash has 64 bytes where 32 are due."],
    [`o\n5\n${hash}\n\n`, "The checkpoint holds an empty line."],
  ])("%j is refused", (text, message) => {
    expect(() => parseCheckpointText(text)).toThrow(message.replace(' "" has 0', " has 0"));
  });

  it.each([
    [{ origin: "", size: 1, root }, "A log's name is one line that is not empty."],
    [{ origin: "a\nb", size: 1, root }, "A log's name is one line that is not empty."],
    [{ origin: "a", size: -1, root }, "-1 is not the size of a log."],
    [{ origin: "a", size: 2 ** 53, root }, "9007199254740992 is not the size of a log."],
    [{ origin: "a", size: 1, root: root.slice(1) }, "A root hash has 32 bytes, not 31."],
  ])("is not made of %j", (checkpoint, message) => {
    expect(() => formatCheckpoint(checkpoint)).toThrow(message);
  });
});
