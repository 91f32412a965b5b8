import { mkdir } from "node:fs/promises";
import path from "node:path";
import { sql } from "drizzle-orm";
import { rows, type Tx, transaction } from "@/db/client";
import { localOperator } from "@/lib/auth/sign-in";
import { parseScope } from "@/lib/campaigns/scope";
import { excludeByFindings, ranges, stagePopulation } from "@/lib/campaigns/staging";
import { AppError } from "@/lib/errors";
import { assemble } from "@/lib/evidence/assemble";
import { needFields } from "@/lib/evidence/need-fields";
import type { Labelled } from "@/lib/evidence/need-table";
import type { Folder } from "@/lib/evidence/need-trials";
import { starterSet } from "@/lib/evidence/rules";
import type { Packet } from "@/lib/evidence/schema";
import { uuid7 } from "@/lib/ids";
import { importNow } from "@/lib/sources/worker";
import { copyBefore, grantKey, type Held, type LabelledFolder, outcomeOf } from "./labelled";
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
  const copy = path.join(scratch.folder, `before-${folder.name}`);
  await mkdir(copy, { recursive: true });
  const held = await copyBefore(folder, copy);
  const found = await scratch.withDatabase(async () => {
    const asOf = new Date(`${folder.asOf}T00:00:00Z`);
    const { snapshot } = await importNow(await localOperator(), {
      path: copy,
      source: folder.name,
      format: "folder",
      asOf,
    });
    return transaction({ person: null, reach: "all" }, (tx) =>
      grantsOf(tx, { snapshot, only, at, outcomes }),
    );
  });
  if (found.length === 0)
    throw new AppError(
      "invalid",
      "empty",
      `${folder.name} has no grant in scope whose outcome is known${only === "" ? "" : ` (${only})`}.`,
    );
  return { folder: { name: folder.name, asOf: folder.asOf, rows: found }, held };
}

async function grantsOf(
  tx: Tx,
  given: { snapshot: number; only: string; at: Date; outcomes: ReadonlyMap<string, boolean> },
): Promise<Labelled[]> {
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
