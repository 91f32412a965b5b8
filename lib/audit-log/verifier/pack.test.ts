import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toUtf8 } from "@/lib/audit-log/bytes";
import { linesOf, parseJson, readJsonObject, readText } from "@/lib/audit-log/verifier/pack";
import { packFiles } from "@/lib/testing/pack";

async function* inPieces(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  let at = 0;
  for (const size of [...sizes, bytes.length]) {
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

async function linesIn(bytes: Uint8Array, sizes: readonly number[] = []): Promise<string[]> {
  const files = { ...packFiles(new Map()), chunks: () => inPieces(bytes, sizes) };
  const lines: string[] = [];
  for await (const line of linesOf(files, "t.txt")) lines.push(line);
  return lines;
}

describe("lines", () => {
  it("are the same however the file comes in pieces, and no character is split", async () => {
    const text = fc.string({ unit: fc.constantFrom("a", "é", "日", "😀", "\n", "\r"), maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(
        text,
        fc.array(fc.integer({ min: 0, max: 7 }), { maxLength: 20 }),
        async (whole, sizes) => {
          const expected = whole.split("\n");
          if (expected.at(-1) === "") expected.pop();
          expect(await linesIn(toUtf8(whole), sizes)).toEqual(expected);
        },
      ),
    );
  });

  it("keep a byte order mark and a CR, and refuse what is not UTF-8", async () => {
    expect(await linesIn(toUtf8("\ufeffa\r\nb"))).toEqual(["\ufeffa\r", "b"]);
    await expect(linesIn(Uint8Array.of(0x61, 0x0a, 0xff, 0x0a))).rejects.toThrow("t.txt is not UTF-8 text");
  });
});

describe("a file of a pack", () => {
  const files = packFiles(
    new Map([
      ["bad.txt", Uint8Array.of(0xff)],
      ["list.json", toUtf8("[1]")],
    ]),
  );

  it("says what it is not", async () => {
    await expect(readText(files, "bad.txt")).rejects.toThrow("bad.txt is not UTF-8 text");
    await expect(readText(files, "none.txt")).rejects.toThrow("none.txt is missing");
    await expect(readJsonObject(files, "list.json")).rejects.toThrow("list.json is not a JSON object");
    expect(parseJson("{")).toBeUndefined();
  });
});
