import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { sequence } from "@/lib/audit-log/sequencer";
import { at } from "@/lib/clock";
import { execute } from "@/lib/command";
import { env, overrideEnv } from "@/lib/env";
import { health } from "@/lib/health/queries";
import { read } from "@/lib/query";
import { placeHold } from "@/lib/retention/holds";
import { setPeriod } from "@/lib/retention/periods";
import { freshDatabase } from "@/lib/testing/database";
import { type WorldPerson, world } from "@/lib/testing/world";
import { toFile } from "./deliver";
import { feedDue } from "./worker";

let end: () => Promise<void>;
let restore: () => void;
let data: string;
let server: Server;
let owner: WorldPerson;
let answer = 200;
const posted: { authorization: string | undefined; ids: string[]; text: string }[] = [];

beforeAll(async () => {
  data = mkdtempSync(path.join(tmpdir(), "countersign-siem-"));
  server = createServer((req, res) => {
    let text = "";
    req.on("data", (c) => {
      text += c;
    });
    req.on("end", () => {
      const ids = JSON.parse(text).map((e: { metadata: { uid: string } }) => e.metadata.uid);
      posted.push({ authorization: req.headers.authorization, ids, text });
      res.writeHead(answer).end();
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/ocsf`;
  restore = overrideEnv({ data, siem: { file: path.join(data, "siem/log.ndjson"), url, token: "tok" } });
  ({ end } = await freshDatabase());
  owner = await world().person({ name: "Cora Owner", roles: ["control_owner"] });
});
afterAll(async () => {
  await end();
  restore();
  server.close();
  rmSync(data, { recursive: true, force: true });
});

const lines = () =>
  readFileSync(path.join(data, "siem/log.ndjson"), "utf8")
    .trim()
    .split("\n")
    .map((l): { metadata: { uid: string; sequence: number; event_code: string } } => JSON.parse(l));
const lag = async () =>
  (await read({ actor: { kind: "nobody" }, requestId: "t" }, health, {})).siem.map((s) => [
    s.target,
    s.behind,
    s.failing,
  ]);

it("feeds each entry in order to file and http, retries with the same ids, and says how far it is behind", async () => {
  await execute(owner.ctx, setPeriod, { class: "timing", days: 60 });
  await execute(owner.ctx, placeHold, { person: owner.id, reason: "Ana Duarte asked us to keep this." });
  await sequence();
  answer = 503;
  await feedDue();
  expect(lines().map((l) => l.metadata.sequence)).toEqual([0, 1]);
  expect(posted).toHaveLength(1);
  expect(await lag()).toEqual([
    ["file", 0, false],
    ["http", 2, true],
  ]);
  answer = 200;
  // It waits before it tries again.
  await feedDue();
  expect(posted).toHaveLength(1);
  await at(new Date(Date.now() + 3_600_000), feedDue);
  expect(posted).toHaveLength(2);
  expect(posted[1]?.ids).toEqual(posted[0]?.ids);
  expect(posted[1]?.authorization).toBe("Bearer tok");
  expect(posted[1]?.text).not.toMatch(/Ana Duarte|Cora/u);
  await execute(owner.ctx, setPeriod, { class: "timing", days: 61 });
  await sequence();
  await at(new Date(Date.now() + 7_200_000), feedDue);
  expect(posted.map((p) => p.ids.length)).toEqual([2, 2, 1]);
  expect(lines().map((l) => l.metadata.sequence)).toEqual([0, 1, 2]);
  expect(await lag()).toEqual([
    ["file", 0, false],
    ["http", 0, false],
  ]);
  await at(new Date(Date.now() + 9_000_000), feedDue);
  expect(posted).toHaveLength(3);
});

it("puts a file aside before it grows beyond its size, and loses no line", async () => {
  const file = path.join(env().data, "rotated/log.ndjson");
  for (let i = 0; i < 5; i++) await toFile(file, [{ n: i, pad: "x".repeat(40) }], i, 150);
  const all = readdirSync(path.dirname(file)).sort();
  expect(all).toEqual(["log.ndjson", "log.ndjson.2", "log.ndjson.4"]);
  const seen = all.flatMap((f) =>
    readFileSync(path.join(path.dirname(file), f), "utf8")
      .trim()
      .split("\n"),
  );
  expect(seen.map((l) => JSON.parse(l).n).sort()).toEqual([0, 1, 2, 3, 4]);
});
