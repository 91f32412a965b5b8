import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { lockFolder } from "@/db/lock";

const marker = z.object({ state: z.enum(["preparing", "ready"]), today: z.iso.date() });
const fileIn = (dir: string) => path.join(dir, "demo.json");

/** Whether a folder holds a demo that was prepared to its end, one that was not, none yet, or something else. */
export function demoIn(dir: string): "ready" | "half" | "none" | "other" {
  if (!existsSync(dir) || readdirSync(dir).length === 0) return "none";
  try {
    const found = marker.parse(JSON.parse(readFileSync(fileIn(dir), "utf8")));
    return found.state === "ready" ? "ready" : "half";
  } catch {
    return "other";
  }
}

/** Says in the folder how far its demo is. */
export function mark(dir: string, state: "preparing" | "ready", today: string): void {
  mkdirSync(dir, { recursive: true });
  writeFileSync(fileIn(dir), JSON.stringify({ state, today }));
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
