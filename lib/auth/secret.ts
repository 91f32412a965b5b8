import { randomBytes } from "node:crypto";
import { linkSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from "node:fs";
import path from "node:path";

/** A key shorter than this protects nothing. */
const least = 32;

/**
 * The key that session cookies are encrypted with: NEXTAUTH_SECRET, else `auth.secret` in the data folder, made at first
 * use and readable by its owner only. Of two processes that make it at once both get the same one.
 * @throws Error one sentence, where it is too short or cannot be read
 */
export function authSecret(given: string | undefined, dataDir: string): string {
  if (given !== undefined) return checked(given, "The environment variable NEXTAUTH_SECRET");
  const file = path.join(dataDir, "auth.secret");
  return checked(existing(file) ?? made(file), `The file ${file}`);
}

function checked(secret: string, what: string): string {
  if (secret.length >= least) return secret;
  throw new Error(`${what} is shorter than ${least} characters; make one with: openssl rand -base64 32`);
}

function existing(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8").trim();
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
}

/** Written beside and linked into place, so that nobody ever reads half of it. */
function made(file: string): string {
  mkdirSync(path.dirname(file), { recursive: true });
  const secret = randomBytes(32).toString("base64url");
  const beside = `${file}.${process.pid}.${randomBytes(4).toString("hex")}`;
  writeFileSync(beside, `${secret}\n`, { mode: 0o600, flag: "wx" });
  try {
    linkSync(beside, file);
    return secret;
  } catch (error) {
    if (codeOf(error) !== "EEXIST") throw error;
    return readFileSync(file, "utf8").trim();
  } finally {
    unlinkSync(beside);
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error ? String(error.code) : undefined;
}
