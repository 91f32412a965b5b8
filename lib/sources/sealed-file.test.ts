import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable, type Transform } from "node:stream";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { overrideEnv } from "@/lib/env";
import { rawKey, sealedBytes, sealing, unsealing } from "./sealed-file";

let data: string;
let restore: () => void;
beforeAll(() => {
  data = mkdtempSync(path.join(tmpdir(), "countersign-sealed-"));
  restore = overrideEnv({ data, rawKey: undefined });
});
afterAll(() => {
  restore();
  rmSync(data, { recursive: true, force: true });
});

async function through(bytes: Buffer, by: Transform, step = 7_001): Promise<Buffer> {
  const parts: Buffer[] = [];
  for (let i = 0; i < bytes.length; i += step) parts.push(bytes.subarray(i, i + step));
  const out: Buffer[] = [];
  const from = Readable.from(parts);
  from.on("error", (e) => by.destroy(e));
  for await (const chunk of from.pipe(by)) out.push(chunk);
  return Buffer.concat(out);
}

describe("an import file at rest", () => {
  const key = randomBytes(32);

  it.each([0, 1, 65_535, 65_536, 65_537, 200_000])("of %i bytes comes back as it was", async (length) => {
    const plain = randomBytes(length);
    const kept = await through(plain, sealing(key));
    expect(kept.length).toBe(sealedBytes(length));
    if (length > 100) expect(kept.includes(plain.subarray(0, 32))).toBe(false);
    expect((await through(kept, unsealing(key))).equals(plain)).toBe(true);
  });

  it("is not given out under another key, nor with a byte flipped, pieces swapped, or its end cut off", async () => {
    const kept = await through(randomBytes(3 * 65_536), sealing(key));
    const flipped = Buffer.from(kept);
    flipped.writeUInt8(flipped.readUInt8(70_000) ^ 1, 70_000);
    const [head, one] = [40, 65_552];
    const swapped = Buffer.concat([
      kept.subarray(0, head),
      kept.subarray(head + one, head + 2 * one),
      kept.subarray(head, head + one),
      kept.subarray(head + 2 * one),
    ]);
    const bad = [
      { of: kept, by: randomBytes(32) },
      { of: flipped, by: key },
      { of: swapped, by: key },
      { of: kept.subarray(0, head + 2 * one), by: key },
      { of: kept.subarray(0, 20), by: key },
      { of: Buffer.from("id,name\n1,Ana\n".repeat(10)), by: key },
    ];
    for (const { of, by } of bad) await expect(through(of, unsealing(by))).rejects.toThrow(/changed on disk/);
  });

  it("has its key in the data folder, made once, for its owner alone", () => {
    expect(() => rawKey()).toThrow(/not here/);
    const made = rawKey(true);
    expect(rawKey()).toEqual(made);
    expect(statSync(path.join(data, "raw.key")).mode & 0o777).toBe(0o600);
    const back = overrideEnv({ rawKey: "short" });
    expect(() => rawKey()).toThrow(/32 bytes/);
    back();
  });
});
