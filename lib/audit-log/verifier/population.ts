/**
 * population.csv: every grant, credential and non-human identity of the sources in scope and its fate, and items.csv: every
 * item and what became of it. The launch committed to the items and their evidence by a root, so none can be left out later.
 * A row without a type is a grant: packs of before there were others have no such column.
 */
import { fromHex, toHex, toUtf8 } from "@/lib/audit-log/bytes";
import { leafHash, RootBuilder, type Sha256 } from "@/lib/audit-log/merkle";
import { type Check, Findings, failed } from "@/lib/audit-log/verifier/check";
import { csvRows } from "@/lib/audit-log/verifier/csv";
import { unprefixed } from "@/lib/audit-log/verifier/leaf";
import type { CampaignLog } from "@/lib/audit-log/verifier/log";
import type { PackFiles } from "@/lib/audit-log/verifier/pack";

export const POPULATION = "population.csv";
export const ITEMS = "items.csv";

/** How many rules a packet's access breaks, whether that is known to be standard access, and whether it is known to be no person's. */
export type Told = { failed: number; standard: boolean; machine: boolean };

/** What the pack says of an item. `keys` are its columns that population.csv and items.csv share. */
export type Item = {
  id: string;
  line: number;
  type: ItemType;
  keys: Record<string, string>;
  /** Hashes of its packets in hexadecimal, version 1 first; version 1 is the one launched with. */
  packets: string[];
  /** What each of them says of the rules; null where it says nothing. */
  told: (Told | null)[];
  evidence: string;
  /** The rest is of items.csv; undefined if it has no row there. */
  row:
    | {
        line: number;
        identity: string;
        reviewer: string;
        state: string;
        decision: string;
        /** The item whose decision answers this one. */
        answeredBy: string;
        /** How it was assigned to be drafted, why, and what that was drawn from. */
        arm: string;
        armWhy: string;
        drawnAs: string;
        launchReviewer: string;
        /** What it is called, what it breaks, what its draft recommended, and how and when it was decided. */
        subject: string;
        findings: string;
        recommendation: string;
        disposition: string;
        decidedAt: string;
      }
    | undefined;
};

export const ITEM_TYPES = ["grant", "credential", "identity"] as const;
export type ItemType = (typeof ITEM_TYPES)[number];
type Fates = { items: number; covered: number; excluded: number };

export type Population = {
  items: Map<string, Item>;
  /** Rows of population.csv by type and fate. */
  fates: Record<ItemType, Fates>;
  findings: Findings;
};

const REQUIRED = ["source", "application_id", "account_id", "entitlement_id"];
const SHARED = [...REQUIRED, "type", "credential_id"];
const POPULATION_COLUMNS = ["item_id", ...REQUIRED, "fate", "reason", "evidence_hash"];
const ITEM_COLUMNS = ["item_id", ...REQUIRED, "identity_id", "state", "decision"];
const ITEM_MARKS = ["subject", "recommendation", "findings", "disposition", "decided_at"];
/** What an item of each type has to name. */
const NAMES: Record<ItemType, readonly string[]> = {
  grant: ["account_id", "entitlement_id"],
  credential: ["credential_id"],
  identity: ["identity_id"],
};
const STATES = new Set(["open", "decided", "not_certified", "removed_at_source"]);

/** Reads population.csv. */
export async function readPopulation(files: PackFiles): Promise<Population> {
  const items = new Map<string, Item>();
  const none = () => ({ items: 0, covered: 0, excluded: 0 });
  const fates = { grant: none(), credential: none(), identity: none() };
  const findings = new Findings();
  for await (const { line, cell } of csvRows(files, POPULATION, POPULATION_COLUMNS)) {
    const where = `${POPULATION}:${line}`;
    const [id, fate, evidence] = [cell("item_id"), cell("fate"), cell("evidence_hash")];
    const type = ITEM_TYPES.find((t) => t === (cell("type") || "grant"));
    if (type === undefined) {
      findings.add(where, `has the unknown type "${cell("type")}"`);
    } else if (fate === "covered" || fate === "excluded") {
      fates[type][fate]++;
      if (evidence !== "") findings.add(where, `is ${fate}, and has evidence`);
      if (cell("reason") === "") findings.add(where, `is ${fate} without a reason`);
    } else if (fate !== "item") {
      findings.add(where, `has the unknown fate "${fate}"`);
    } else if (id === "" || items.has(id)) {
      findings.add(where, id === "" ? "is an item without an id" : `names item ${id} again`);
    } else if (fromHex(evidence)?.length !== 32) {
      findings.add(where, `item ${id} has no evidence hash of 64 hexadecimal digits`);
    } else {
      fates[type].items++;
      for (const column of ["reason", "via"])
        if (cell(column) !== "")
          findings.add(where, `item ${id} has the ${column} "${cell(column)}", which is of what is no item`);
      const keys = Object.fromEntries([...SHARED, "identity_id"].map((column) => [column, cell(column)]));
      const missing = NAMES[type].filter((column) => keys[column] === "");
      if (missing.length > 0)
        findings.add(where, `item ${id}, of the type ${type}, has no ${missing.join(" and no ")}`);
      items.set(id, { id, line, type, keys, packets: [], told: [], evidence, row: undefined });
    }
  }
  return { items, fates, findings };
}

/** Reads items.csv into the population; returns what does not fit it. */
export async function readItems(files: PackFiles, { items }: Population): Promise<Findings> {
  const findings = new Findings();
  for await (const { line, cell } of csvRows(files, ITEMS, [...ITEM_COLUMNS, ...ITEM_MARKS])) {
    const where = `${ITEMS}:${line}`;
    const item = items.get(cell("item_id"));
    if (!item) {
      findings.add(where, `item ${cell("item_id")} is not in ${POPULATION}`);
      continue;
    }
    if (item.row) findings.add(where, `item ${item.id} stands in line ${item.row.line} already`);
    for (const column of SHARED) {
      if (cell(column) === item.keys[column]) continue;
      findings.add(
        where,
        `${column} is "${cell(column)}", ${POPULATION}:${item.line} says "${item.keys[column]}"`,
      );
    }
    if (!STATES.has(cell("state"))) findings.add(where, `has the unknown state "${cell("state")}"`);
    const { identity_id: identity } = item.keys;
    if (identity && identity !== cell("identity_id"))
      findings.add(
        where,
        `identity_id is "${cell("identity_id")}", ${POPULATION}:${item.line} says "${identity}"`,
      );
    item.row = {
      line,
      identity: cell("identity_id"),
      reviewer: cell("reviewer_id"),
      state: cell("state"),
      decision: cell("decision"),
      answeredBy: cell("answered_by"),
      arm: cell("arm"),
      armWhy: cell("arm_why"),
      drawnAs: cell("drawn_as"),
      launchReviewer: cell("launch_reviewer_id"),
      subject: cell("subject"),
      findings: cell("findings"),
      recommendation: cell("recommendation"),
      disposition: cell("disposition"),
      decidedAt: cell("decided_at"),
    };
  }
  for (const { id, line, row } of items.values()) {
    if (!row) findings.add(`${POPULATION}:${line}`, `item ${id} has no row in ${ITEMS}`);
  }
  return findings;
}

/** The items and their evidence are those the campaign was launched with. */
export function checkPopulation(
  log: CampaignLog,
  population: Population,
  evidence: Findings,
  sha256: Sha256,
): Check {
  const { launched } = log;
  if (!launched)
    return failed(
      "population",
      "leaves.jsonl: no campaign.launched leaf is disclosed, so nothing says what was to be reviewed.",
    );
  if (log.campaign === undefined) log.launching.add(`leaf ${launched.index}`, "names no campaign");
  const { items, findings } = population;
  const where = `leaf ${launched.index} (campaign.launched)`;
  if (launched.data.items !== items.size) {
    findings.add(where, `says ${launched.data.items} items, ${POPULATION} has ${items.size}`);
  }
  const root = rootOfItems(sha256, items.keys(), (id) => items.get(id)?.evidence ?? "");
  if (unprefixed(launched.data.root) !== root) {
    findings.add(where, `its root over items and evidence is not the one of ${POPULATION}, sha256:${root}`);
  }
  return Findings.join([log.launching, findings, evidence]).check(
    "population",
    `${items.size} items and their evidence are those of the launch`,
    "Items were dropped, added or given other evidence after the launch.",
  );
}

/** RFC 6962 root, in hexadecimal, over "item id LF text" in ascending order of the ids' bytes. */
export function rootOfItems(sha256: Sha256, ids: Iterable<string>, text: (id: string) => string): string {
  const tree = new RootBuilder(sha256);
  for (const id of [...ids].sort(byBytes)) tree.add(leafHash(sha256, toUtf8(`${id}\n${text(id)}`)));
  return toHex(tree.root());
}

/** Order of UTF-8 bytes, which is that of code points: a surrogate comes after every other code unit. */
export function byBytes(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let at = 0; at < length; at++) {
    const [a, b] = [left.charCodeAt(at), right.charCodeAt(at)];
    if (a !== b) return (isSurrogate(a) ? a + 0x10000 : a) - (isSurrogate(b) ? b + 0x10000 : b);
  }
  return left.length - right.length;
}

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff;
}
