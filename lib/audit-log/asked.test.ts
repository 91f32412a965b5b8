import { describe, expect, it } from "vitest";
import { askedOf } from "./asked";
import { toBase64, toHex } from "./bytes";

const id = "018f0000-0000-7000-8000-0000000000ab";
const bytes = Uint8Array.from({ length: 32 }, (_, i) => i * 7);

describe("what is pasted to look for in the log", () => {
  it.each([
    ["#120", { is: "index", index: 120 }],
    [" 1,204 ", { is: "index", index: 1_204 }],
    ["#12345678", { is: "index", index: 12_345_678 }],
    ["12345678", { is: "hash", hash: "12345678" }],
    ["DEADBEEF", { is: "hash", hash: "deadbeef" }],
    [`sha256:${toHex(bytes)}\n`, { is: "hash", hash: toHex(bytes) }],
    [toBase64(bytes), { is: "hash", hash: toHex(bytes) }],
    [id.toUpperCase(), { is: "id", id }],
    [`https://reviews.example.test/decisions?at=${id}`, { is: "id", id }],
    [`/decisions?at=${id}`, { is: "id", id }],
  ])("%s", (text, asked) => {
    expect(askedOf(text)).toEqual(asked);
  });

  it("a receipt keeps its last newline, however it was pasted", () => {
    const text = "c2sp.org/tlog-proof@v1\nindex 0\n\nlog\n1\nAAAA\n\n— log AAAA";
    expect(askedOf(text.replaceAll("\n", "\r\n"))).toEqual({ is: "proof", text: `${text}\n` });
  });

  it("an entry's bytes are taken as they are", () => {
    expect(askedOf('{"a":1}')).toMatchObject({ is: "leaf" });
  });

  it.each(["", "hello", "12 34", "deadbee", `note ${id}`, "#", "1,20"])(
    "says what it can read: %s",
    (text) => {
      expect(askedOf(text)).toMatchObject({
        is: "unreadable",
        sentence: expect.stringContaining("entry’s hash"),
      });
    },
  );
});
