import { readdirSync, statSync } from "node:fs";
import path from "node:path";

/** Everything a production build is made of, as a rule over names; tests and tools beside it do not count. */
const PARTS = [
  "app",
  "components",
  "db",
  "lib",
  "proxy.ts",
  "instrumentation.ts",
  "next.config.ts",
  "package-lock.json",
  "tsconfig.json",
  ".postcssrc.json",
];
const APART = /\.test\.tsx?$|^lib\/(testing|cli\/run|demo\/run|demo\/build)/;

/** Whether there is a build that is newer than every source file it is made of. */
export function isBuilt(root: string): boolean {
  const built = modified(path.join(root, ".next/BUILD_ID"));
  return built !== undefined && PARTS.every((part) => newest(root, part) <= built);
}

function newest(root: string, part: string): number {
  if (APART.test(part)) return 0;
  const at = modified(path.join(root, part));
  if (at === undefined) return 0;
  if (!statSync(path.join(root, part)).isDirectory()) return at;
  return Math.max(0, ...readdirSync(path.join(root, part)).map((name) => newest(root, `${part}/${name}`)));
}

function modified(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs;
}
