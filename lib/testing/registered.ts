import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** Imports every module that declares a query, a command or a chore, so that all of the product's are registered. */
export async function registerAll(): Promise<void> {
  const lib = path.resolve(process.cwd(), "lib");
  const files = readdirSync(lib, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts") && !file.startsWith("testing"))
    .map((file) => path.join(lib, file))
    .filter((file) => /\b(query|command|chore|observation)\(\{/.test(readFileSync(file, "utf8")));
  for (const file of files) await import(file);
}

/** Whether a name is the product's own, and not one that a test made for itself: test files share a process. */
export const isProduct = (name: string): boolean => !name.startsWith("test.");
