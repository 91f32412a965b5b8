import { randomBytes, timingSafeEqual } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { env } from "@/lib/env";

const serverFile = z.object({ url: z.url(), token: z.string().min(32), pid: z.number().int() });
/** How the command line reaches the server that holds the embedded database. */
export type ServerFile = z.output<typeof serverFile>;

const place = (data = env().data) => path.join(data, "server.json");
const g = globalThis as typeof globalThis & { countersignServer?: ServerFile | undefined };

/**
 * Says in `$COUNTERSIGN_DATA/server.json`, readable by the owner alone, where this server listens and by what token it
 * takes commands. On PostgreSQL there is none: the command line connects by itself. Call once the database is open.
 */
export function writeServerFile(): void {
  if (env().databaseUrl) return;
  const mine = {
    url: `http://127.0.0.1:${env().port}`,
    token: randomBytes(32).toString("base64url"),
    pid: process.pid,
  };
  const part = `${place()}.${process.pid}`;
  mkdirSync(env().data, { recursive: true });
  rmSync(part, { force: true });
  writeFileSync(part, JSON.stringify(mine), { mode: 0o600, flag: "wx" });
  renameSync(part, place());
  g.countersignServer = mine;
}

/** Takes the file away again, unless it is another server's. */
export function removeServerFile(): void {
  const mine = g.countersignServer;
  g.countersignServer = undefined;
  if (mine && readServerFile()?.token === mine.token) rmSync(place(), { force: true });
}

/** The server of a data folder, this process's own if none is named; undefined where none says that it is there. */
export function readServerFile(data?: string): ServerFile | undefined {
  try {
    return serverFile.safeParse(JSON.parse(readFileSync(place(data), "utf8"))).data;
  } catch {
    return undefined;
  }
}

/** Whether a caller's token is this server's; compared in equal time. */
export function isOurToken(given: string): boolean {
  const mine = Buffer.from(g.countersignServer?.token ?? "");
  const theirs = Buffer.from(given);
  return mine.length > 0 && mine.length === theirs.length && timingSafeEqual(mine, theirs);
}
