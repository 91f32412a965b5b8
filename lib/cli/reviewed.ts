import { mkdir } from "node:fs/promises";
import path from "node:path";
import { sql } from "drizzle-orm";
import { rows, type Tx, transaction } from "@/db/client";
import { localOperator } from "@/lib/auth/sign-in";
import { parseScope } from "@/lib/campaigns/scope";
import { excludeByFindings, ranges, stagePopulation } from "@/lib/campaigns/staging";
import { sampleOf } from "@/lib/drafting/evaluation-set";
import { AppError } from "@/lib/errors";
import { assemble } from "@/lib/evidence/assemble";
import { needFields } from "@/lib/evidence/need-fields";
import type { Labelled } from "@/lib/evidence/need-table";
import type { Folder } from "@/lib/evidence/need-trials";
import { starterSet } from "@/lib/evidence/rules";
import type { Packet } from "@/lib/evidence/schema";
import { uuid7 } from "@/lib/ids";
import { importNow } from "@/lib/sources/worker";
import { copyBefore, grantKey, type Held, hasOutcome, type LabelledFolder, outcomeOf } from "./labelled";
import type { Scratch } from "./scratch";

const learnable = new Set<string>(needFields.map((f) => f.kind));

/**
 * The grants of a finished review with the facts that their evidence packets hold and what became of them: the folder is
 * imported into a scratch database by the product's own import, a population is staged over it and its packets assembled, as a
 * launch does it. So what is evaluated is what the product says.
 */
export async function reviewed(
  scratch: Scratch,
  folder: LabelledFolder,
  only: string,
  at: Date,
): Promise<{ folder: Folder; held: Held }> {
  const outcomes = await outcomeOf(folder);
  const { found, held } = await imported(scratch, folder, (tx, snapshot) =>
    grantsOf(tx, { snapshot, only, at, outcomes }),
  );
  if (found.length === 0)
    throw new AppError(
      "invalid",
      "empty",
      `${folder.name} has no grant in scope whose outcome is known${only === "" ? "" : ` (${only})`}.`,
    );
  return { folder: { name: folder.name, asOf: folder.asOf, rows: found }, held };
}

/** A packet of a finished review, and whether the review removed the grant; null where that is not known. */
export type ReviewedPacket = { packet: Packet; revoked: boolean | null };

/**
 * The packets of a sample of its grants, drawn at random from those whose outcome is known where the folder has one.
 * @throws AppError where it has none
 */
export async function reviewedPackets(
  scratch: Scratch,
  folder: LabelledFolder,
  { sample, seed, at }: { sample: number; seed: number; at: Date },
): Promise<ReviewedPacket[]> {
  const outcomes = hasOutcome(folder) ? await outcomeOf(folder) : null;
  const { found } = await imported(scratch, folder, async (tx, snapshot) => {
    await staged(tx, { snapshot, only: "", at });
    const all = await rows<{ n: number; account: string | null; entitlement: string | null }>(
      tx,
      sql`SELECT n, body::json #>> '{keys,account_id}' AS account, body::json #>> '{keys,entitlement_id}' AS entitlement
        FROM staged_item ORDER BY n`,
    );
    const outcome = (a: { account: string | null; entitlement: string | null }) =>
      outcomes?.get(grantKey(a.account ?? "", a.entitlement ?? "")) ?? null;
    const known = all.map((a) => ({ n: a.n, revoked: outcome(a) }));
    const drawn = sampleOf(outcomes === null ? known : known.filter((k) => k.revoked !== null), sample, seed);
    const bodies = await rows<{ n: number; body: string }>(
      tx,
      sql`SELECT n, body FROM staged_item WHERE n = ANY (${`{${drawn.map((d) => d.n).join(",")}}`}::int[]) ORDER BY n`,
    );
    const byNumber = new Map(bodies.map((b) => [b.n, packetOf(b.body)]));
    return drawn.flatMap(({ n, revoked }) => {
      const packet = byNumber.get(n);
      return packet ? [{ packet, revoked }] : [];
    });
  });
  if (found.length === 0)
    throw new AppError(
      "invalid",
      "empty",
      `${folder.name} has no grant${outcomes === null ? "" : " whose outcome is known"}.`,
    );
  return found;
}

/** Runs `work` on a scratch database into which the folder was imported as it was before the review. */
async function imported<T>(
  scratch: Scratch,
  folder: LabelledFolder,
  work: (tx: Tx, snapshot: number) => Promise<T>,
): Promise<{ found: T; held: Held }> {
  const copy = path.join(scratch.folder, `before-${folder.name}`);
  await mkdir(copy, { recursive: true });
  const held = await copyBefore(folder, copy);
  const found = await scratch.withDatabase(async () => {
    const { snapshot } = await importNow(await localOperator(), {
      path: copy,
      source: folder.name,
      format: "folder",
      asOf: new Date(`${folder.asOf}T00:00:00Z`),
    });
    return transaction({ person: null, reach: "all" }, (tx) => work(tx, snapshot));
  });
  return { found, held };
}

/** Stages the population of a snapshot and assembles its packets, as a launch does. Gives how many there are. */
async function staged(tx: Tx, given: { snapshot: number; only: string; at: Date }): Promise<number> {
  const scope = parseScope(given.only);
  const items = await stagePopulation(
    tx,
    {
      scope,
      asked: { credentials: false, identities: false },
      snapshots: [given.snapshot],
      at: given.at,
      grants: 0,
    },
    () => undefined,
  );
  await assemble(tx, { campaignId: uuid7(given.at.getTime()), rules: starterSet });
  await excludeByFindings(tx, scope, items);
  return items;
}

async function grantsOf(
  tx: Tx,
  given: { snapshot: number; only: string; at: Date; outcomes: ReadonlyMap<string, boolean> },
): Promise<Labelled[]> {
  const items = await staged(tx, given);
  const labelled: Labelled[] = [];
  for (const { from, to } of ranges(items)) {
    const packets = await rows<{ body: string }>(
      tx,
      sql`SELECT body FROM staged_item WHERE n > ${from} AND n <= ${to} ORDER BY n`,
    );
    for (const { body } of packets) {
      const { keys, facts, subject } = packetOf(body);
      const revoked = given.outcomes.get(grantKey(keys.account_id ?? "", keys.entitlement_id ?? ""));
      if (revoked === undefined) continue;
      labelled.push({
        identity: keys.identity_id ?? `account ${keys.account_id}`,
        kind: subject.kind,
        revoked,
        facts: facts.filter((f) => learnable.has(f.kind)),
      });
    }
  }
  return labelled;
}

/** `assemble` writes packets of this shape. */
function packetOf(body: string): Packet {
  return JSON.parse(body) as Packet;
}
