import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** The folder of official test vectors of this name beside the repository, or undefined, with a printed notice. */
export function vectorFolder(name: string): string | undefined {
  const folder = path.resolve(process.cwd(), "../shared/vectors", name);
  if (existsSync(folder)) return folder;
  console.info(`The ${name} vectors are not at ${folder}: their tests are skipped.`);
  return undefined;
}

/** Every file of this ending below a folder, by its path from there. */
export function vectorFiles(folder: string | undefined, ending: string): { name: string; text: string }[] {
  if (folder === undefined) return [];
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(ending))
    .sort()
    .map((name) => ({ name, text: readFileSync(path.join(folder, name), "utf8") }));
}
