import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { lockFolder } from "@/db/lock";

const marker = z.object({
  state: z.enum(["preparing", "ready"]),
  today: z.iso.date(),
  /** The schema that its database was made with. */
  schema: z.string().default(""),
});
const fileIn = (dir: string) => path.join(dir, "demo.json");

/** SHA-256 over the migrations of this version. */
function schemaNow(): string {
  const folder = path.resolve(import.meta.dirname, "../../db/migrations");
  const hash = createHash("sha256");
  for (const name of readdirSync(folder)
    .filter((n) => n.endsWith(".sql"))
    .sort())
    hash.update(name).update(readFileSync(path.join(folder, name)));
  return hash.digest("hex");
}

/**
 * Whether a folder holds a demo that was prepared to its end, one that was not, one that another version made, none yet, or
 * something else.
 */
export function demoIn(dir: string): "ready" | "half" | "old" | "none" | "other" {
  if (!existsSync(dir) || readdirSync(dir).length === 0) return "none";
  try {
    const found = marker.parse(JSON.parse(readFileSync(fileIn(dir), "utf8")));
    if (found.schema !== schemaNow()) return "old";
    return found.state === "ready" ? "ready" : "half";
  } catch {
    return "other";
  }
}

/** Says in the folder how far its demo is. */
export function mark(dir: string, state: "preparing" | "ready", today: string): void {
  mkdirSync(dir, { recursive: true });
  writeFileSync(fileIn(dir), JSON.stringify({ state, today, schema: schemaNow() }));
}

/** @throws LockedError naming the process that has the folder's database open */
export function mustBeFree(dir: string): void {
  if (existsSync(dir)) lockFolder(path.join(dir, "db"), "the demo's start")();
}

/**
 * Removes a demo's folder, and nothing else.
 * @throws LockedError where a process has it open · an Error where it is no demo's
 */
export function removeDemo(dir: string): void {
  const found = demoIn(dir);
  if (found === "none") return;
  if (found === "other")
    throw new Error(`${dir} holds something that is not a demo, so it is left alone; choose another folder.`);
  mustBeFree(dir);
  rmSync(dir, { recursive: true });
}
