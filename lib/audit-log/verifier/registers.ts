/**
 * Who had what, and what was done: assignments.csv, roles.csv, remediation.csv and sources.json against the leaves that they are
 * made from. Tables that a pack of before does not have are missed only where a leaf should show in them.
 */
import type { Json, JsonObject } from "@/lib/audit-log/canonical";
import { type Check, Findings, unanswered } from "@/lib/audit-log/verifier/check";
import { csvRows } from "@/lib/audit-log/verifier/csv";
import { type Leaf, placeOf } from "@/lib/audit-log/verifier/leaf";
import { isObject, type PackFiles, parseJson, readText } from "@/lib/audit-log/verifier/pack";
import { ITEMS, type Population } from "@/lib/audit-log/verifier/population";
import { withholds } from "@/lib/audit-log/verifier/redacted";

type Told = { place: string; row: Record<string, string> };

/** Rows of a table, each of which a leaf tells, and every leaf's is there. */
async function compareRows(
  files: PackFiles,
  name: string,
  columns: readonly string[],
  told: ReadonlyMap<string, Told>,
  keyOf: (row: Record<string, string>) => string | undefined,
  findings: Findings,
): Promise<void> {
  const seen = new Set<string>();
  if (files.names().includes(name))
    for await (const { line, cell } of csvRows(files, name, columns)) {
      const row = Object.fromEntries(columns.map((column) => [column, cell(column)]));
      const key = keyOf(row);
      if (key === undefined) continue;
      const known = told.get(key);
      if (seen.has(key)) findings.add(`${name}:${line}`, `says what an earlier line says: ${key}`);
      seen.add(key);
      if (!known) findings.add(`${name}:${line}`, `no leaf tells of it: ${key}`);
      else
        for (const column of columns) {
          const due = withholds(files, name, column) ? "" : known.row[column];
          if (due !== undefined && due !== row[column])
            findings.add(
              `${name}:${line}`,
              `${column} is "${row[column]}", ${known.place} makes it "${due}"`,
            );
        }
    }
  for (const [key, { place }] of told)
    if (!seen.has(key)) findings.add(name, `has no row for ${place}: ${key}`);
}

const text = (value: Json | undefined) => (value === undefined || value === null ? "" : String(value));

const MOVES = ["item_id", "at", "from", "to", "by", "kind", "missing"] as const;
const ASSIGNMENTS = "assignments.csv";

/** Who handed what to whom. */
export class MoveLog {
  /** In the order of the log, by item, moment and whom it went to. */
  private readonly moves = new Map<string, Told>();
  private readonly last = new Map<string, string>();

  move(leaf: Leaf): void {
    const { type, item = "", at, actor, data } = leaf;
    const abstained = type === "item.abstained";
    const kind =
      type === "item.delegated"
        ? "delegated"
        : type === "item.returned"
          ? "returned"
          : text(data.why) === "left"
            ? "left"
            : "reassigned";
    const row = {
      item_id: item,
      at,
      from: abstained ? actor.id : text(data.from),
      to: text(data.to),
      by: actor.kind === "person" ? actor.id : "",
      missing: text(data.missing),
      // It goes on, or back to whoever asked.
      ...(abstained ? {} : { kind }),
    };
    this.moves.set(keyOfMove(row), { place: placeOf(leaf), row });
    this.last.set(item, row.to);
  }

  /** @param launched when the campaign was, by its leaf */
  async check(files: PackFiles, { items }: Population, launched: string | undefined): Promise<Check> {
    const there = files.names().includes(ASSIGNMENTS);
    if (!there && this.moves.size === 0)
      return unanswered("assignments", `${ASSIGNMENTS} is not in this pack`);
    const findings = new Findings();
    let first = 0;
    const keyOf = (row: Record<string, string>) => {
      if (row.kind !== "assigned") return keyOfMove(row);
      first++;
      const { at, from, by, missing } = row;
      if (at !== launched || from !== "" || by !== "" || missing !== "")
        findings.add(
          ASSIGNMENTS,
          `assigns item ${row.item_id} at "${at}" from "${from}" by "${by}" with "${missing}" missing; at the launch, ${launched}, it had nobody before`,
        );
      const launch = items.get(row.item_id ?? "")?.row?.launchReviewer;
      if (launch === undefined)
        findings.add(ASSIGNMENTS, `assigns item ${row.item_id}, which is not in the population`);
      else if (launch !== "" && launch !== row.to)
        findings.add(
          ASSIGNMENTS,
          `assigns item ${row.item_id} to ${row.to}, ${ITEMS} says ${launch} had it first`,
        );
      return undefined;
    };
    await compareRows(files, ASSIGNMENTS, MOVES, this.moves, keyOf, findings);
    if (there && first !== items.size)
      findings.add(
        ASSIGNMENTS,
        `says of ${first} items whom they were assigned to at launch, there are ${items.size}`,
      );
    for (const { id, row } of items.values()) {
      const now = this.last.get(id) ?? row?.launchReviewer ?? "";
      if (row && now !== "" && row.reviewer !== now)
        findings.add(`${ITEMS}:${row.line}`, `item ${id} is with ${row.reviewer}, the log gave it to ${now}`);
    }
    return findings.check(
      "assignments",
      `${first} assignments and ${this.moves.size} moves are those of the log`,
      "Somebody else had an item than the tables say, or it was handed on in a way that nobody recorded.",
    );
  }
}

const keyOfMove = (row: Record<string, string>) => `item ${row.item_id} to ${row.to} at ${row.at}`;

const ROLES = "roles.csv";
const ROLE_COLUMNS = [
  "person_id",
  "role",
  "given_at",
  "given_by",
  "taken_at",
  "taken_by",
  "given_leaf",
  "taken_leaf",
] as const;

type Held = Told & { given: number; taken: number };

/** Portal roles as the log gave and took them. */
export class RoleLog {
  private readonly held: Held[] = [];
  private readonly now = new Map<string, Held>();

  give(leaf: Leaf): void {
    const { index, at, actor, data } = leaf;
    const row = {
      person_id: text(data.person),
      role: text(data.role),
      given_at: at,
      given_by: actor.id,
      taken_at: "",
      taken_by: "",
      given_leaf: String(index),
      taken_leaf: "",
    };
    const held = { place: placeOf(leaf), row, given: index, taken: Number.POSITIVE_INFINITY };
    this.held.push(held);
    this.now.set(`${row.person_id} ${row.role}`, held);
  }

  take({ index, at, actor, data }: Leaf): void {
    const key = `${text(data.person)} ${text(data.role)}`;
    const held = this.now.get(key);
    if (!held) return;
    this.now.delete(key);
    held.taken = index;
    Object.assign(held.row, { taken_at: at, taken_by: actor.id, taken_leaf: String(index) });
  }

  /** @param run leaf indexes of the campaign's launch and of its end */
  async check(files: PackFiles, run: { from: number; to: number }): Promise<Check> {
    if (!files.names().includes(ROLES) && this.held.length === 0)
      return unanswered("roles", `${ROLES} is not in this pack`);
    const findings = new Findings();
    const during = this.held.filter(({ given, taken }) => given < run.to && taken > run.from);
    const told = new Map(during.map((held) => [`leaf ${held.row.given_leaf}`, held]));
    await compareRows(files, ROLES, ROLE_COLUMNS, told, (row) => `leaf ${row.given_leaf}`, findings);
    return findings.check(
      "roles",
      `${during.length} portal roles were held while the campaign ran, as the log gave and took them`,
      "Somebody held another role in the portal than the table says.",
    );
  }
}

const REMEDIATION = "remediation.csv";
const REMOVALS = [
  "task_id",
  "item_id",
  "kind",
  "state",
  "owner_id",
  "requested_at",
  "applied_at",
  "applied_by",
  "observed_at",
  "observed_snapshot",
  "strength",
  "why",
] as const;

/** What was asked to be removed, and what was seen of it. */
export class RemovalLog {
  private readonly tasks = new Map<string, Told>();
  private readonly findings = new Findings();

  ask(leaf: Leaf): void {
    const { data, at, item = "" } = leaf;
    const row = {
      ...{
        task_id: text(data.task),
        item_id: item,
        kind: text(data.kind),
        state: "requested",
        owner_id: text(data.owner),
        requested_at: at,
      },
      ...{ applied_at: "", applied_by: "", observed_at: "", observed_snapshot: "", strength: "", why: "" },
    };
    this.tasks.set(row.task_id, { place: placeOf(leaf), row });
  }

  step(leaf: Leaf): void {
    const { type, at, actor, data } = leaf;
    const task = this.tasks.get(text(data.task));
    // A campaign of before a removal was asked for in the log has leaves of what was seen alone.
    if (!task) return;
    task.place = placeOf(leaf);
    const state = type === "grant.returned" ? "returned" : type.slice("remediation.".length);
    if (type === "remediation.applied")
      Object.assign(task.row, { state, applied_at: at, applied_by: actor.id });
    else
      Object.assign(task.row, {
        ...{ state, observed_at: at, observed_snapshot: text(data.snapshot) },
        ...{ strength: text(data.strength), why: text(data.why) },
      });
  }

  async check(files: PackFiles): Promise<Check> {
    if (!files.names().includes(REMEDIATION) && this.tasks.size === 0)
      return unanswered("removals", `${REMEDIATION} is not in this pack`);
    const findings = Findings.join([this.findings]);
    await compareRows(files, REMEDIATION, REMOVALS, this.tasks, (row) => text(row.task_id), findings);
    return findings.check(
      "removals",
      `${this.tasks.size} removals and changes were asked for, done and seen as the log has it`,
      "A removal is told to be further along than it was recorded to be, or is left out.",
    );
  }
}

const SOURCES = "sources.json";

type Acceptance = { check: string; by: string; at: string; leaf_index: number };

/** What was imported. */
export class ImportLog {
  private readonly imported = new Map<number, Leaf>();
  private readonly accepted = new Map<number, Acceptance[]>();

  /** A person took a snapshot as it was, although a check of it failed. */
  accept({ index, at, actor, data }: Leaf): void {
    const own = { check: text(data.check), by: actor.id, at, leaf_index: index };
    const snapshot = Number(data.snapshot);
    this.accepted.set(snapshot, [...(this.accepted.get(snapshot) ?? []), own]);
  }

  add(leaf: Leaf): void {
    if (typeof leaf.data.snapshot === "number") this.imported.set(leaf.data.snapshot, leaf);
  }

  /** The campaign's data is what was imported, by the hash of each file and its rows. */
  async check(files: PackFiles, launched: JsonObject | undefined): Promise<Check> {
    if (!files.names().includes(SOURCES)) return unanswered("sources", `${SOURCES} is not in this pack`);
    const findings = new Findings();
    const list = parseJson(await readText(files, SOURCES));
    const entries = Array.isArray(list) ? list.filter((e: Json): e is JsonObject => isObject(e)) : [];
    const named = entries.map((e) => Number(e.snapshot)).sort((a, b) => a - b);
    const due = Array.isArray(launched?.snapshots)
      ? launched.snapshots.map(Number).sort((a, b) => a - b)
      : [];
    if (named.join(" ") !== due.join(" "))
      findings.add(SOURCES, `names the snapshots ${named.join(", ")}, the launch was of ${due.join(", ")}`);
    let bare = 0;
    for (const entry of entries) {
      const { snapshot, source, sha256, rows } = entry;
      const leaf = this.imported.get(Number(snapshot));
      if (!leaf) {
        bare++;
        continue;
      }
      const said: Record<string, Json | undefined> = {
        source,
        sha256: `sha256:${text(sha256).replace("sha256:", "")}`,
        // What a source of before does not say is not compared.
        ...(entry.as_of === undefined ? {} : { as_of: entry.as_of, format: entry.format }),
      };
      for (const [name, value] of Object.entries(said))
        if (value !== leaf.data[name])
          findings.add(
            SOURCES,
            `${name} of snapshot ${text(snapshot)} is ${text(value)}, ${placeOf(leaf)} says ${text(leaf.data[name])}`,
          );
      const taken = JSON.stringify(this.accepted.get(Number(snapshot)) ?? []);
      if (entry.acceptances !== undefined && acceptancesIn(entry.acceptances) !== taken)
        findings.add(
          SOURCES,
          `acceptances of snapshot ${text(snapshot)} are ${acceptancesIn(entry.acceptances)}, the log has ${taken}`,
        );
      for (const name of ["read", "stored", "duplicates", "rejected"])
        if (isObject(rows) && rows[name] !== leaf.data[name])
          findings.add(
            SOURCES,
            `${name} of snapshot ${text(snapshot)} is ${text(rows[name])}, ${placeOf(leaf)} says ${text(leaf.data[name])}`,
          );
    }
    const held = `${entries.length - bare} of ${entries.length} snapshots are those that the log says were imported`;
    if (bare > 0 && findings.count === 0)
      return unanswered("sources", `${held}; of ${bare} the log does not say that it was imported`);
    return findings.check("sources", held, "The campaign was built from other data than was imported.");
  }
}

/** As the log would have them. */
function acceptancesIn(list: Json): string {
  const all = Array.isArray(list) ? list.filter((a: Json): a is JsonObject => isObject(a)) : [];
  return JSON.stringify(
    all.map(({ check, by, at, leaf_index: index }) => ({
      ...{ check: text(check), by: text(by), at: text(at), leaf_index: Number(index) },
    })),
  );
}
