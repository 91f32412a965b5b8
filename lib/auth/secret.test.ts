import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { authSecret } from "./secret";

const dirs: string[] = [];
function folder(): string {
  const dir = mkdtempSync(path.join(tmpdir(), "countersign-secret-"));
  dirs.push(dir);
  return dir;
}
afterAll(() => {
  for (const dir of dirs) rmSync(dir, { recursive: true });
});

it("makes a secret once, for its owner only, and leaves nothing beside it", () => {
  const data = path.join(folder(), "data");
  const made = authSecret(undefined, data);
  expect(made.length).toBeGreaterThanOrEqual(43);
  expect(authSecret(undefined, data)).toBe(made);
  expect(statSync(path.join(data, "auth.secret")).mode & 0o777).toBe(0o600);
  expect(readdirSync(data)).toEqual(["auth.secret"]);
});

it("prefers the secret it is given and writes no file then", () => {
  const data = folder();
  expect(authSecret("x".repeat(32), data)).toBe("x".repeat(32));
  expect(readdirSync(data)).toEqual([]);
});

it("refuses a short secret in one sentence that names its place", () => {
  expect(() => authSecret("short", folder())).toThrow(/NEXTAUTH_SECRET is shorter than 32 characters/);
  const data = folder();
  writeFileSync(path.join(data, "auth.secret"), "");
  expect(() => authSecret(undefined, data)).toThrow(/auth\.secret is shorter than 32 characters/);
});
