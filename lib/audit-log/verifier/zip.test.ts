import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ZipFile } from "yazl";
import { toUtf8 } from "@/lib/audit-log/bytes";
import { sha256 } from "@/lib/audit-log/sha256";
import { crc32 } from "@/lib/audit-log/verifier/crc32";
import { crc32ByTable } from "@/lib/audit-log/verifier/crc32-table";
import { linesOf } from "@/lib/audit-log/verifier/pack";
import { openZip } from "@/lib/audit-log/verifier/zip";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "zip-"));
});
afterAll(() => rm(folder, { recursive: true }));

type Options = { compress?: boolean; forceZip64Format?: boolean };

const noise = Uint8Array.from({ length: 700_000 }, (_, at) => (at * at * 31 + (at >> 7)) & 0xff);
const contents: [string, Uint8Array][] = [
  ["a.txt", toUtf8("one\ntwo\n")],
  ["empty", new Uint8Array(0)],
  ["proofs/é.bin", noise],
];

async function zipped(options: Options = {}, entries = contents): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, bytes] of entries) {
    zip.addBuffer(Buffer.from(bytes), name, { mtime: new Date(0), ...options });
  }
  zip.end({ forceZip64Format: options.forceZip64Format ?? false, comment: "a comment" });
  const parts: Buffer[] = [];
  for await (const part of zip.outputStream) parts.push(Buffer.from(part));
  return Buffer.concat(parts);
}

async function opened<T>(
  bytes: Uint8Array,
  use: (zip: ReturnType<typeof openZip>) => Promise<T>,
): Promise<T> {
  const file = path.join(folder, "pack.zip");
  await writeFile(file, bytes);
  const zip = openZip(file);
  try {
    return await use(zip);
  } finally {
    zip.close();
  }
}

async function everything(zip: ReturnType<typeof openZip>): Promise<[string, Uint8Array][]> {
  return Promise.all(
    zip.names().map(async (name): Promise<[string, Uint8Array]> => [name, await zip.bytes(name)]),
  );
}

describe("a ZIP file", () => {
  it.each<Options>([
    {},
    { compress: false },
    { forceZip64Format: true },
    { compress: false, forceZip64Format: true },
  ])("made with %j gives its files", async (options) => {
    await opened(await zipped(options), async (zip) => {
      expect(await everything(zip)).toEqual(contents);
      expect(await zip.digest?.("proofs/é.bin")).toEqual(sha256(noise));
      const lines: string[] = [];
      for await (const line of linesOf(zip, "a.txt")) lines.push(line);
      expect(lines).toEqual(["one", "two"]);
      await expect(zip.bytes("b.txt")).rejects.toThrow("b.txt is missing");
    });
  });

  it("with a changed byte never gives other files than before", async () => {
    const entries: [string, Uint8Array][] = [
      ["a.txt", toUtf8("to be kept ".repeat(9))],
      ["b", toUtf8("b")],
    ];
    const whole = await zipped({}, entries);
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), async (at, bits) => {
        const changed = Buffer.from(whole);
        changed[at] = (changed[at] ?? 0) ^ bits;
        const read = await opened(changed, everything).catch((error: Error) => error);
        if (read instanceof Error) return;
        const names = new Map(entries.map(([name, bytes]) => [name, Buffer.from(bytes).toString()]));
        const renamed = read.filter(([name]) => !names.has(name));
        for (const [name, bytes] of read) {
          if (names.has(name)) expect(Buffer.from(bytes).toString()).toBe(names.get(name));
        }
        expect(renamed).toEqual([]);
      }),
      { numRuns: 400 },
    );
  });

  it.each<[string, (bytes: Buffer) => Buffer, string]>([
    [
      "that is none",
      () => Buffer.from("PK, but not really a ZIP file"),
      "it is not a ZIP file, or its end is missing",
    ],
    ["that is empty", () => Buffer.alloc(0), "it is not a ZIP file, or its end is missing"],
    ["cut short", (bytes) => bytes.subarray(0, -1), "it is not a ZIP file, or its end is missing"],
    ["with a name twice", (bytes) => replaced(bytes, "b.txt", "a.txt"), "the ZIP file holds a.txt twice"],
    ["with a name that climbs", (bytes) => replaced(bytes, "b.txt", "../ab"), 'holds the name "../ab"'],
    ["with an absolute name", (bytes) => replaced(bytes, "b.txt", "/etcx"), 'holds the name "/etcx"'],
    ["with a backslash", (bytes) => replaced(bytes, "b.txt", "..\\ab"), 'holds the name "..\\ab"'],
  ])("%s is refused", async (_, change, message) => {
    const bytes = await zipped({}, [
      ["a.txt", toUtf8("a")],
      ["b.txt", toUtf8("b")],
    ]);
    await expect(opened(change(bytes), everything)).rejects.toThrow(message);
  });

  it("whose two places name a file differently is refused", async () => {
    const bytes = await zipped({ compress: false }, [["a.txt", toUtf8("a")]]);
    bytes.write("z", bytes.indexOf("a.txt"));
    await expect(opened(bytes, everything)).rejects.toThrow(
      "a.txt is damaged: the ZIP file names it differently",
    );
  });

  it("whose file is not the one stated is refused by its CRC-32", async () => {
    const bytes = await zipped({ compress: false }, [["a.txt", toUtf8("true")]]);
    bytes.write("lies", bytes.indexOf("true"));
    await expect(opened(bytes, everything)).rejects.toThrow(
      "a.txt is damaged: its size or CRC-32 is not the one",
    );
  });
});

describe("CRC-32", () => {
  it("is the known one, in pieces as in one, by table as by Node", () => {
    expect(crc32(toUtf8("123456789"), 0)).toBe(0xcbf43926);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.uint8Array({ maxLength: 60 }), (left, right) => {
        expect(crc32ByTable(right, crc32ByTable(left, 0))).toBe(
          crc32(Uint8Array.from([...left, ...right]), 0),
        );
        expect(crc32(right, crc32(left, 0))).toBe(crc32ByTable(Uint8Array.from([...left, ...right]), 0));
      }),
    );
  });
});

function replaced(bytes: Buffer, from: string, to: string): Buffer {
  return Buffer.from(bytes.toString("latin1").replaceAll(from, to), "latin1");
}
