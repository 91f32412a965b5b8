import { existsSync, readFileSync, renameSync } from "node:fs";
import path from "node:path";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Handle, rows } from "@/db/client";
import { overrideEnv } from "@/lib/env";
import { weights, weightsHash } from "@/lib/evidence/need";
import { freshDatabase } from "@/lib/testing/database";
import { folderWith, removeFolders, temporaryFolder } from "@/lib/testing/imports";
import { keptScreen } from "@/lib/testing/screen";
import { parseCommand } from "./args";
import { runOpen } from "./here";
import { main } from "./main";
import { request } from "./schema";

let handle: Handle;
let end: () => Promise<void>;
let restore: () => void;
beforeAll(async () => {
  restore = overrideEnv({ data: temporaryFolder() });
  ({ handle, end } = await freshDatabase());
});
afterAll(async () => {
  await end();
  restore();
  removeFolders();
});

async function run(...args: string[]) {
  const out: string[] = [];
  const said: string[] = [];
  const screen = { out: (l: string) => void out.push(l), say: (l: string) => void said.push(l) };
  const exit = await main(["eval", "evidence", ...args], screen, temporaryFolder());
  return { exit, out, said };
}

const day = (asOf: string, ago: number) =>
  new Date(Date.parse(asOf) - ago * 86_400_000).toISOString().slice(0, 10);

/**
 * A review of 300 people with one or two rights each: whoever got nothing for long was removed, one in eight the other way.
 * @param later what is added to the last dates: a day after the review
 */
function review(asOf: string, turn: number, later = false): string {
  const people = Array.from({ length: 300 }, (_, i) => i);
  const held = people.flatMap((i) => {
    const age = 1 + ((i * 137 + turn * 61) % 900);
    const other = (i + turn) % 8 === 0;
    const revoked = other ? age <= 500 : age > 500;
    // A date that is not known, or one of after the review: the same to whoever must not look there.
    const unknown = later ? day(asOf, -3) : "";
    return [
      { i, right: "e1", at: day(asOf, age), revoked },
      ...(i % 3 === 0 ? [{ i, right: "e2", at: i % 2 ? unknown : day(asOf, age + 30), revoked }] : []),
    ];
  });
  return folderWith({
    "about.json": JSON.stringify({ as_of: asOf }),
    "identities.csv": `id,kind,name\n${people.map((i) => `n${i},human,Nia Vale ${i}`).join("\n")}\n`,
    "applications.csv": "id,name\nledger,Ledger\n",
    "accounts.csv": `id,application_id,identity_id\n${people.map((i) => `a${i},ledger,n${i}`).join("\n")}\n`,
    "entitlements.csv": "id,application_id,name,type\ne1,ledger,Post,role\ne2,ledger,Close,group\n",
    "grants.csv": `account_id,entitlement_id,granted_at\n${held.map((h) => `a${h.i},${h.right},${h.at}`).join("\n")}\n`,
    "outcome.csv": `account_id,entitlement_id,revoked\n${held.map((h) => `a${h.i},${h.right},${h.revoked ? 1 : 0}`).join("\n")}\n`,
  });
}

/** The folder under another name: folders made for tests are all called alike. */
function named(name: string, asOf: string, turn: number, later = false): string {
  const made = review(asOf, turn, later);
  const to = path.join(path.dirname(made), name);
  renameSync(made, to);
  return to;
}

describe("eval evidence", () => {
  it("fits on finished reviews and tests on a later one, by what the packets say, and touches no database", async () => {
    const [a, b] = [named("spring", "2025-03-01", 0), named("autumn", "2025-09-01", 3)];
    const fit = path.join(temporaryFolder(), "trial-1.json");
    const { exit, out } = await run(
      a,
      "--test",
      b,
      "--only",
      'entitlement_type = "role"',
      "--fit",
      fit,
      "--json",
    );
    expect(exit).toBe(0);
    const object = JSON.parse(out.at(-1) ?? "");
    expect(object.sets.map((s: { name: string; how: string }) => [s.name, s.how])).toEqual([
      ["spring", "cross-validated"],
      ["autumn", "time-forward"],
    ]);
    const [, tested] = object.sets;
    expect(tested).toMatchObject({ grants: 300, scored: 300, fittedOn: ["spring"] });
    expect(tested.auc).toBeGreaterThan(0.8);
    expect(tested.baselines["identity.latest_grant"]).toBeGreaterThan(0.8);
    expect(tested.logLoss).toBeLessThan(0.6);
    expect(tested.calibration.reduce((n: number, c: { grants: number }) => n + c.grants, 0)).toBe(300);
    expect(object.crossValidated.auc).toBeGreaterThan(0.8);
    expect(object.timeForward).toHaveLength(1);

    const fitted = weights.parse(JSON.parse(readFileSync(fit, "utf8")));
    expect(fitted).toMatchObject({ name: "trial-1", only: "entitlement_type = role" });
    expect(fitted.fittedOn).toEqual([
      { name: "spring", asOf: "2025-03-01", grants: 300, revoked: expect.any(Number) },
    ]);
    expect(fitted.trials.at(-1)).toMatchObject({ name: "autumn", auc: Math.round(tested.auc * 1000) });
    const [{ n }] = (await rows<{ n: number }>(handle.db, sql`SELECT count(*)::int AS n FROM source`)) as [
      { n: number },
    ];
    expect(n).toBe(0);

    // What was fitted can be put in force, once; what is no file of weights cannot.
    const install = async (file: string) => {
      const screen = keptScreen();
      const asked = parseCommand(["weights", "install", file, "--json"], temporaryFolder());
      return { exit: await runOpen(request.parse(asked), screen), ...screen };
    };
    const installed = await install(fit);
    expect(installed.exit).toBe(0);
    expect(JSON.parse(installed.stdout.at(-1) ?? "")).toEqual({
      name: "trial-1",
      hash: weightsHash(fitted),
      replaces: "need-1",
    });
    expect(await install(fit)).toMatchObject({
      exit: 1,
      stderr: [expect.stringContaining("in force already")],
    });
    const other = path.join(a, "about.json");
    expect(await install(other)).toMatchObject({
      exit: 1,
      stderr: [expect.stringContaining("no file of weights")],
    });

    // The same review, with dates of after it where there were none.
    const late = named("autumn", "2025-09-01", 3, true);
    const again = await run(a, "--test", late, "--only", 'entitlement_type = "role"', "--json");
    expect(JSON.parse(again.out.at(-1) ?? "").sets).toEqual(object.sets);
  }, 120_000);

  it("refuses a folder without an outcome, a test that is not later, and a scope that cannot be read", async () => {
    const [a, b] = [named("spring", "2025-03-01", 0), named("autumn", "2025-09-01", 3)];
    const bare = folderWith({ "about.json": '{"as_of":"2025-01-01"}', "identities.csv": "id\nn1\n" });
    expect(await run(bare)).toMatchObject({ exit: 1, said: [expect.stringContaining("outcome.csv")] });
    expect(await run(b, "--test", a)).toMatchObject({
      exit: 1,
      said: [expect.stringContaining("was not reviewed after")],
    });
    expect(await run(a, "--only", "colour = red")).toMatchObject({ exit: 2 });
    expect(await run()).toMatchObject({ exit: 2, said: [expect.stringContaining("DIR is missing")] });
    expect(existsSync(path.join(path.dirname(a), "raw"))).toBe(false);
  });
});
