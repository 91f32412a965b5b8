import { createReadStream } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { hashOf } from "@/lib/audit-log/verifier/digest";
import type { PackFiles } from "@/lib/audit-log/verifier/pack";

/** A pack unpacked into a folder. Throws if it holds anything but plain files and folders. */
export async function openFolder(folder: string): Promise<PackFiles> {
  const names = (await filesBelow(folder, "")).sort();
  const known = new Set(names);
  const place = (name: string) => {
    if (!known.has(name)) throw new Error(`${name} is missing`);
    return path.join(folder, name);
  };
  async function* chunks(name: string): AsyncGenerator<Uint8Array> {
    yield* createReadStream(place(name), { highWaterMark: 1 << 20 });
  }
  return {
    names: () => names,
    bytes: async (name) => readFile(place(name)),
    chunks,
    digest: (name) => hashOf(chunks(name)),
  };
}

async function filesBelow(folder: string, prefix: string): Promise<string[]> {
  const names: string[] = [];
  for (const entry of await readdir(path.join(folder, prefix), { withFileTypes: true })) {
    const name = `${prefix}${entry.name}`;
    if (entry.isDirectory()) names.push(...(await filesBelow(folder, `${name}/`)));
    else if (entry.isFile()) names.push(name);
    else throw new Error(`${name} is neither a file nor a folder`);
  }
  return names;
}
