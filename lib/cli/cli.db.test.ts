import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rows } from "@/db/client";
import type { Handle } from "@/db/handle";
import { at } from "@/lib/clock";
import { demoCompany } from "@/lib/demo/company";
import { writeFolders } from "@/lib/demo/folder";
import { overrideEnv } from "@/lib/env";
import { answer } from "@/lib/http";
import { freshDatabase } from "@/lib/testing/database";
import { keptScreen } from "@/lib/testing/screen";
import { parseCommand } from "./args";
import { runOpen } from "./here";
import { main } from "./main";
import { request as wire } from "./schema";
import { serve } from "./serve";
import { readServerFile, removeServerFile, writeServerFile } from "./server-file";
import { runThere } from "./there";
import { outcomeOn } from "./verbs";

const kubernetes = path.resolve(process.cwd(), "../shared/fixtures/recertified/kubernetes-2024-02");
const shared = existsSync(kubernetes);
if (!shared) process.stdout.write(`Skipped: ${kubernetes} is not here; the demo company stands in for it.\n`);

/** The day everything here happens on, so that no export is too old. */
const day = new Date("2024-02-20T09:00:00Z");

let dir: string;
let handle: Handle;
let ends: (() => Promise<void> | void)[];

beforeAll(async () => {
  dir = mkdtempSync(path.join(tmpdir(), "countersign-cli-"));
  const fresh = await freshDatabase();
  handle = fresh.handle;
  ends = [overrideEnv({ data: dir, databaseUrl: undefined, simulate: true }), fresh.end];
});
afterAll(async () => {
  for (const end of ends.reverse()) await end();
  rmSync(dir, { recursive: true, force: true });
});

/** Runs a command on the test's database, as a process of its own would. */
async function run(...argv: string[]) {
  const screen = keptScreen();
  const asked = wire.parse(parseCommand(argv, dir));
  const exit = await at(day, () => runOpen(asked, screen));
  return { exit, ...screen, last: () => JSON.parse(screen.stdout.at(-1) ?? "") };
}

async function entries(type: string): Promise<number> {
  const [found] = await rows<{ n: number }>(
    handle.db,
    sql`SELECT count(*)::int AS n FROM audit_event WHERE type = ${type}`,
  );
  return found?.n ?? 0;
}

describe("the command line, end to end", () => {
  let campaign = "";
  let whole: { identities: number; entitlements: number; grants: number };
  let scope: string;

  it("imports, and says what came of every row", async () => {
    const given = shared
      ? { folder: kubernetes, source: "kubernetes", asOf: "2024-02-16", scope: 'application = "etcd-io"' }
      : (() => {
          const [, core] = writeFolders(path.join(dir, "demo"), demoCompany("2024-02-18"));
          return {
            folder: core?.path ?? "",
            source: "core",
            asOf: core?.asOf ?? "",
            scope: "application = trs",
          };
        })();
    scope = given.scope;
    const argv = ["import", given.folder, "--source", given.source, "--as-of", given.asOf];
    const { exit, last, stderr } = await run(...argv, "--json");
    expect({ exit, stderr: stderr.filter((l) => !l.includes(":")) }).toMatchObject({ exit: 0 });
    const done = last();
    expect(Object.keys(done)).toEqual([
      "snapshot",
      "identities",
      "accounts",
      "entitlements",
      "grants",
      "rejected",
      "tieOut",
    ]);
    const { read, stored, duplicates, rejected, holds } = done.tieOut;
    expect({ holds, sum: stored + duplicates + rejected, rejected: done.rejected }).toEqual({
      holds: true,
      sum: read,
      rejected: 0,
    });
    if (shared) expect(done).toMatchObject({ identities: 2064, entitlements: 757, grants: 6921 });
    whole = done;

    const again = await run(...argv);
    expect(again.exit).toBe(0);
    expect(again.stdout[0]).toContain("nothing was changed");
    expect((await run("sources", "--json")).last().sources).toMatchObject([
      { name: given.source, grants: whole.grants, rejected: 0 },
    ]);
  });

  it("launches over one application by a scope, drafts it and shows it; the population ties out (I9)", async () => {
    const { exit, last } = await run(
      ...["campaign", "launch", "--name", "Spring", "--due", "2024-03-10", "--scope", scope, "--json"],
    );
    expect(exit).toBe(0);
    const done = last();
    expect(Object.keys(done)).toEqual(["campaign", "items", "reviewers", "tieOut"]);
    expect(done.tieOut).toEqual({
      grants: whole.grants,
      items: done.items,
      covered: done.tieOut.covered,
      excluded: whole.grants - done.items - done.tieOut.covered,
      // Countersign itself and the key that signs its log, which have no application.
      credentials: { all: 1, items: 0, excluded: 1 },
      identities: { all: 1, items: 0, excluded: 1 },
      holds: true,
    });
    expect(done.items).toBeGreaterThan(0);
    campaign = done.campaign;

    const drafted = await run("draft", "--campaign", campaign, "--json");
    expect(Object.keys(drafted.last())).toEqual(["drafted", "insufficient", "failed", "dropped"]);
    expect(drafted.last().drafted + drafted.last().insufficient).toBe(done.items);

    const shown = (await run("campaign", "show", campaign, "--json")).last();
    expect(shown).toEqual({
      campaign,
      status: "launched",
      items: done.items,
      decided: 0,
      notCertified: 0,
      drafts: {
        ready: drafted.last().drafted,
        insufficient: drafted.last().insufficient,
        failed: 0,
        pending: 0,
      },
      tieOut: done.tieOut,
    });
    expect((await run("campaign", "show", campaign)).stdout[0]).toBe("Spring: launched, due 2024-03-10");
  });

  it("writes the items as CSV, and that they were taken is in the log (I19)", async () => {
    const before = await entries("access.read");
    const { exit, stdout } = await run("items", "--campaign", campaign, "--csv");
    expect(exit).toBe(0);
    expect(stdout[0]).toMatch(
      /^item_id,subject,source,application_id,account_id,identity_id,entitlement_id,reviewer_id,risk,/,
    );
    const shown = (await run("campaign", "show", campaign, "--json")).last();
    expect(stdout.filter((line) => /^[0-9a-f]{8}-/.test(line))).toHaveLength(shown.items);
    expect(stdout.every((line) => line.endsWith("\r") || !line.includes(","))).toBe(true);
    expect(await entries("access.read")).toBe(before + 1);
  });

  it("simulates reviewers, who are marked as such, and refuses the rest by reason (I1)", async () => {
    const [someone] = await rows<{ id: string }>(
      handle.db,
      sql`SELECT id FROM snap_identity WHERE kind IN ('human', 'unknown') ORDER BY id LIMIT 1`,
    );
    const argv = ["--name", "Simulated", "--due", "2024-03-10", "--scope", scope, "--reviewer"];
    const launched = await run("campaign", "launch", ...argv, someone?.id ?? "", "--json");
    const { campaign: made } = launched.last();
    await run("draft", "--campaign", made);
    const simulate = (...more: string[]) => run("simulate", "--campaign", made, ...more);

    const part = await simulate("--as", "stamper", "--share", "0.1", "--seed", "3", "--json");
    expect(part.exit).toBe(0);
    const figures = part.last();
    expect(Object.keys(figures)).toEqual([
      ...["decided", "abstained", "refused", "signedOff", "lists", "revised", "challenged", "answered"],
      ...["from", "to"],
    ]);
    expect(figures).toMatchObject({ lists: 1, abstained: 0, signedOff: 0 });
    expect(figures.decided).toBeGreaterThan(0);
    expect(part.stderr.some((line) => line.startsWith("Deciding: "))).toBe(true);
    expect(figures.to.slice(0, 10)).toBe("2024-03-10");
    const marks = await rows<{ seed: string; n: number }>(
      handle.db,
      sql`SELECT seed, count(*)::int AS n FROM decision WHERE campaign_id = ${made} GROUP BY seed`,
    );
    expect(marks).toEqual([{ seed: "simulated:stamper", n: figures.decided }]);
    expect((await run("campaign", "show", made, "--json")).last().decided).toBe(figures.decided);

    const early = await simulate("--as", "honest", "--until", "2024-02-01");
    expect(early).toMatchObject({ exit: 1, stdout: [] });
    expect(early.stderr.at(-1)).toMatch(/choose a later day with --until[.]$/);
    const other = await simulate("--as", "honest", "--reviewer", "nobody@nowhere.example");
    expect(other.exit).toBe(1);
    expect(() => parseCommand(["simulate", "--campaign", made], dir)).toThrow(/--as .* is missing/);
  });

  it("closes, exports and verifies without the database; the pack is the same bytes twice", async () => {
    const closed = await run("close", campaign, "--json");
    expect(closed.exit).toBe(0);
    expect(closed.last()).toMatchObject({ campaign, decided: 0 });
    expect(closed.last().notCertified).toBe(closed.last().items);

    const first = await run("export", campaign, "--out", "pack.zip", "--json");
    expect(first.exit).toBe(0);
    expect(Object.keys(first.last())).toEqual(["path", "sha256", "files"]);
    expect(first.last().path).toBe(path.join(dir, "pack.zip"));
    const again = await run("export", campaign, "--out", "again.zip", "--json");
    expect(again.last().sha256).toBe(first.last().sha256);
    expect(readFileSync(path.join(dir, "again.zip")).equals(readFileSync(path.join(dir, "pack.zip")))).toBe(
      true,
    );

    const screen = keptScreen();
    expect(await main(["verify", "pack.zip", "--json"], screen, dir)).toBe(0);
    const verdict = JSON.parse(screen.stdout.at(-1) ?? "");
    expect(verdict.ok).toBe(true);
    expect(verdict.checks).toContainEqual(expect.objectContaining({ name: "sealed", ok: true }));
    const words = keptScreen();
    expect(await main(["verify", "pack.zip"], words, dir)).toBe(0);
    expect(words.stdout).toContain("All checks hold.");
    expect(await main(["verify", "nothing.zip"], keptScreen(), dir)).toBe(2);
  });

  it("refuses in one line and with exit code 1", async () => {
    const launch = (...more: string[]) =>
      run("campaign", "launch", "--name", "Never", "--due", "2024-03-10", ...more);
    const cases = [
      await launch("--source", "nowhere"),
      await launch("--application", "nowhere"),
      await launch("--fallback", "nobody@nowhere.example"),
      await launch("--scope", 'application = "nowhere"'),
      await run("campaign", "launch", "--name", "Late", "--due", "2020-01-01"),
      await run("import", "nowhere", "--source", "x"),
      await run("campaign", "show", "00000000-0000-4000-8000-000000000000"),
      await run("close", campaign),
      await run("export", campaign, "--out", "no/such/folder/pack.zip"),
    ];
    for (const { exit, stdout, stderr } of cases) {
      expect({ exit, stdout, said: stderr.at(-1) }).toMatchObject({ exit: 1, stdout: [] });
      expect(stderr.at(-1)).toMatch(/^[^\n]{20,}[.]$/);
    }
    expect(new Set(cases.map((c) => c.stderr.at(-1))).size).toBe(cases.length);
  });
});

describe("the command line through the server that holds the database", () => {
  let server: Server;
  let url: string;

  beforeAll(async () => {
    writeServerFile();
    // What Next does for a route handler: it says where the connection came from, and streams the answer.
    const handler = answer("cli", serve);
    server = createServer((incoming, outgoing) => {
      void (async () => {
        const headers = new Headers(incoming.headers as Record<string, string>);
        if (!headers.has("x-forwarded-for"))
          headers.set("x-forwarded-for", incoming.socket.remoteAddress ?? "");
        const request = new Request(`http://127.0.0.1${incoming.url}`, {
          method: "POST",
          headers,
          body: Readable.toWeb(incoming) as ReadableStream,
          duplex: "half",
        } as RequestInit);
        const response = await at(day, () => handler(request, { params: Promise.resolve({}) }));
        outgoing.writeHead(response.status, Object.fromEntries(response.headers));
        if (response.body) Readable.fromWeb(response.body as never).pipe(outgoing);
        else outgoing.end();
      })();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    url = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
  });
  afterAll(async () => {
    await new Promise((resolve) => server.close(resolve));
    removeServerFile();
  });

  const held = () => ({ ...(readServerFile() ?? { token: "", pid: 0 }), url });
  const sources = wire.parse(parseCommand(["sources", "--json"], "/"));

  it("gives the same output and exit codes as here", async () => {
    for (const argv of [
      ["sources", "--json"],
      ["sources"],
      ["campaign", "show", "00000000-0000-4000-8000-000000000000"],
      ["simulate", "--campaign", "00000000-0000-4000-8000-000000000000", "--as", "honest"],
      ["import", "/no/such/place", "--source", "x"],
    ]) {
      const asked = wire.parse(parseCommand(argv, "/"));
      const there = keptScreen();
      const exit = await runThere(held(), asked, there);
      const here = await run(...argv);
      expect({ exit, stdout: there.stdout, stderr: there.stderr }).toEqual({
        exit: here.exit,
        stdout: here.stdout,
        stderr: here.stderr,
      });
    }
  });

  it("is readable by its owner alone, and gone when the server ends", async () => {
    const { statSync } = await import("node:fs");
    expect(statSync(path.join(dir, "server.json")).mode & 0o777).toBe(0o600);
    removeServerFile();
    expect(readServerFile()).toBeUndefined();
    writeServerFile();
  });

  it("is closed to a wrong token, to a page in a browser and to another machine", async () => {
    const refusals = [
      { authorization: "Bearer " },
      { authorization: `Bearer ${"x".repeat(held().token.length)}` },
      { authorization: `Bearer ${held().token}`, origin: "http://localhost:3000" },
      { authorization: `Bearer ${held().token}`, "sec-fetch-site": "same-origin" },
      { authorization: `Bearer ${held().token}`, "x-forwarded-for": "203.0.113.9, 127.0.0.1" },
      {},
    ];
    for (const headers of refusals) {
      const response = await fetch(`${url}/api/cli`, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: JSON.stringify(sources),
      }).catch(() => undefined);
      // fetch sets sec-fetch-site itself where it may; the server refuses all the same.
      expect(response?.status).toBe(403);
    }
    const refused = keptScreen();
    const exit = await outcomeOn(refused, undefined, async () => ({
      lines: [],
      object: {},
      exit: await runThere({ ...held(), token: "x".repeat(43) }, sources, refused),
    }));
    expect({ exit, said: refused.stderr }).toEqual({
      exit: 1,
      said: ["Only the command line on this machine, with the token of server.json, may do this."],
    });
  });

  it("says that the server does not answer", async () => {
    const gone = { ...held(), url: "http://127.0.0.1:9" };
    await expect(runThere(gone, sources, keptScreen())).rejects.toThrow(
      /holds the database but does not answer/,
    );
  });
});
