import { createHmac, randomBytes } from "node:crypto";
import { sql } from "drizzle-orm";
import { copyRows } from "@/db/bulk";
import { rows, type Tx } from "@/db/client";
import { now } from "@/lib/clock";
import { type Handles, handlesOf } from "@/lib/text/handles";
import { instructs } from "@/lib/text/instructs";
import { cut, longest, normalise } from "@/lib/text/plain-text";
import { type Look, readable } from "@/lib/text/redact";
import { scrub } from "@/lib/text/scrub";
import type { Found } from "@/lib/text/taken-out";
import { leakPlacesSql, leakTablesSql, otherRequestsSql } from "./leaks-sql";
import { nhiTexts } from "./subject-sql";

/**
 * Looks through every text that somebody wrote before anything is frozen: made plain, searched for secrets (I17) and for
 * orders to its reader (I16). It happens here and not in SQL, over distinct texts in keyset batches, joined back through
 * `ev_text`. Fail closed: words that were not looked through never leave their `raw_` column.
 */
type Place = {
  table: string;
  from: string;
  to: string;
  most: number;
  /** Whether what is found is told of this text, or of the row's names together. */
  own: boolean;
};

const words = (table: string, name: string, most = longest, own = true): Place => ({
  table,
  from: `raw_${name}`,
  to: name,
  most,
  own,
});

/** Free text: looked through for everything. */
const freeText: readonly Place[] = [
  words("ev_entitlement", "description"),
  words("ev_entitlement", "title", 120, false),
  words("ev_entitlement", "phrase", 120, false),
  words("ev_entitlement", "allows", longest, false),
  words("ev_entitlement", "wording"),
  words("ev_request", "text"),
  words("ev_person", "purpose"),
  words("ev_person", "acts_for", longest, false),
  words("ev_person", "dependants", longest, false),
  ...nhiTexts.map((name) => words("ev_nhi", name, 200, false)),
  words("ev_rule", "name", 120, false),
  words("ev_rule", "reason", longest, false),
];

/** Names and the like: looked through for what vendors' tokens look like, and only where one holds more than a name does. */
const labels: readonly (readonly [table: string, ...columns: string[]])[] = [
  ["ev_person", "name", "title", "department", "location", "employment", "moved_from", "status"],
  [
    "ev_entitlement",
    "name",
    "application_name",
    "type",
    "data_class",
    "actions",
    "sweeping",
    "derived_title",
    "derived_phrase",
    "derived_description",
  ],
  ["ev_account", "login"],
  ["ev_role", "name"],
  ["ev_who", "name"],
  ["ev_credential", "credential", "kind", "exposed", "scope_list", "used_list"],
  ["staged_item", "subject_name", "account_login", "application_name"],
];

/** Tables whose rows tell what was found in their names. */
const flagged = new Set(["ev_person", "ev_entitlement", "ev_account", "ev_nhi"]);

const moreThanAName = (column: string) => `(${column} ~ '[^ -~\\u00A1-\\u00AC\\u00AE-\\u024F]'
  OR length(${column}) > 80 OR ${column} <> btrim(${column}) OR ${column} LIKE '%  %'
  OR (${column} ~ '[A-Za-z0-9_+/=.!$~-]{16}' AND ${column} ~ '[0-9]')
  OR ${column} ~* '(ignore|disregard|forget|overlook|instruct|recommend|approve|certif|do not|don.t|must|always|never|please|assistant|model|prompt|<|\\{|\\[|:)')`;

/** Looks through all of them; the tables named above stand, and nothing derived from their texts does yet. */
export async function lookThrough(tx: Tx): Promise<void> {
  const key = await fingerprintKey(tx);
  await tx.execute(sql`CREATE TEMP TABLE ev_raw (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, raw text NOT NULL, free bool NOT NULL, most int NOT NULL) ON COMMIT DROP`);
  await tx.execute(sql`CREATE TEMP TABLE ev_text (
    raw text NOT NULL, free bool NOT NULL, most int NOT NULL, clean text, instructs bool NOT NULL, secrets text[] NOT NULL
  ) ON COMMIT DROP`);
  for (const statement of leakTablesSql) await tx.execute(sql.raw(statement));
  for (const { table, from, most } of freeText)
    await collect(tx, `SELECT ${from} FROM ${table} WHERE ${from} IS NOT NULL`, true, most);
  await collect(tx, otherRequestsSql, true, longest);
  for (const [table, ...columns] of labels)
    for (const column of columns)
      await collect(tx, `SELECT ${column} FROM ${table} WHERE ${moreThanAName(column)}`, false, 200);
  await lookAtEach(tx, key);
  await tx.execute(sql`ANALYZE ev_text`);
  for (const statement of leakPlacesSql) {
    await tx.execute(sql.raw(statement));
    await breath();
  }
  for (const place of freeText) await bringBack(tx, place, true);
  const [changed] = await rows<{ any: boolean }>(
    tx,
    sql`SELECT EXISTS (SELECT 1 FROM ev_text WHERE NOT free) AS any`,
  );
  if (!changed?.any) return;
  for (const [table, ...columns] of labels)
    for (const column of columns)
      await bringBack(tx, { table, from: column, to: column, most: 200, own: false }, false);
}

async function collect(tx: Tx, select: string, free: boolean, most: number): Promise<void> {
  await tx.execute(
    sql.raw(
      `INSERT INTO ev_raw (raw, free, most) SELECT DISTINCT t.raw, ${free}, ${most} FROM (${select}) t(raw)`,
    ),
  );
  await breath();
}

async function bringBack(tx: Tx, { table, from, to, most, own }: Place, free: boolean): Promise<void> {
  const flags = own
    ? `, ${to}_instructs = x.instructs, ${to}_secrets = x.secrets`
    : flagged.has(table)
      ? ", label_instructs = t.label_instructs OR x.instructs, label_secrets = t.label_secrets || x.secrets"
      : "";
  await tx.execute(
    sql.raw(`UPDATE ${table} t SET ${to} = x.clean${flags} FROM ev_text x
      WHERE x.raw = t.${from} AND x.free = ${free} AND x.most = ${most}`),
  );
  await breath();
}

const batch = 2_000;

async function lookAtEach(tx: Tx, key: string): Promise<void> {
  for (let last = 0; ; ) {
    const texts = await rows<{ id: number; raw: string; free: boolean; most: number }>(
      tx,
      sql`SELECT id, raw, free, most FROM ev_raw WHERE id > ${last} ORDER BY id LIMIT ${batch}`,
    );
    const looked: (readonly [string, string, string, string | null, string, string])[] = [];
    const named: Named[] = [];
    for (const { raw, free, most } of texts) {
      const seen = await look(raw, most, key, free ? "everywhere" : "vendor shapes");
      if (!free && seen.clean === raw && !seen.instructs && seen.secrets.length === 0) continue;
      const secrets = `{${seen.secrets.map((s) => `"${s}"`).join(",")}}`;
      looked.push([raw, String(free), String(most), seen.clean, String(seen.instructs), secrets]);
      named.push(...namedIn(raw, seen));
    }
    await copyRows(
      tx,
      "ev_text",
      { raw: "text", free: "bool", most: "int", clean: "text", instructs: "bool", secrets: "text[]" },
      looked,
    );
    await copyRows(tx, "ev_named", { raw: "text", by: "text", handle: "text", kind: "text" }, named);
    await breath();
    const end = texts.at(-1);
    if (!end || texts.length < batch) return;
    last = end.id;
  }
}

export type Looked = {
  /** What may be shown; null where it could not be looked through. */
  clean: string | null;
  instructs: boolean;
  /** "aws-key 1a2b3c4d5e6f": kind and keyed fingerprint. */
  secrets: string[];
};

/** Free text: plain, at most `most` characters, its secrets replaced. A text that cannot be looked through is withheld. */
export async function lookAtText(raw: string, most: number, key: string): Promise<Looked> {
  return told(await look(raw, most, key, "everywhere"));
}

/** Words that somebody writes while a campaign runs, looked through as those of its launch were. */
export async function lookAtWords(tx: Tx, raw: string, most: number): Promise<Looked> {
  return lookAtText(raw, most, await fingerprintKey(tx));
}

/** A name: plain, at most `most` characters, without vendors' tokens. */
export async function lookAtLabel(raw: string, most: number, key: string): Promise<Looked> {
  return told(await look(raw, most, key, "vendor shapes"));
}

const told = ({ clean, instructs: orders, secrets }: Seen): Looked => ({ clean, instructs: orders, secrets });

/** Beside what is told of it, by what the text names the credentials it gives away; none of that is kept. */
type Seen = Looked & { found: readonly Found[]; values: readonly string[]; handles: Handles };
const noHandles: Handles = { keyIds: [], logins: [] };

async function look(raw: string, most: number, key: string, where: Look): Promise<Seen> {
  const withheld = {
    clean: where === "everywhere" ? null : "name withheld",
    instructs: false,
    secrets: [],
    found: [],
    values: [],
    handles: noHandles,
  };
  try {
    const values: string[] = [];
    const marked = (secret: string) => {
      values.push(secret);
      return fingerprint(secret, key);
    };
    const scrubbed = await scrub(raw, marked, where);
    if (scrubbed.withheld) return withheld;
    const { text, found } = scrubbed;
    return {
      clean: cut(text, most) || (where === "everywhere" ? null : "without a name"),
      instructs: instructs(raw),
      secrets: found.map((f) => `${f.kind} ${f.fingerprint}`),
      found,
      values,
      handles: values.length > 0 ? handlesOf(readable(raw), values) : noHandles,
    };
  } catch {
    return withheld;
  }
}

type Named = readonly [raw: string, by: string, handle: string, kind: string];

/** Rows of `ev_named`: by what a text with secrets may name a known credential. */
function namedIn(raw: string, { found, values, handles }: Seen): Named[] {
  return [
    ...found.map((f): Named => [raw, "fingerprint", f.fingerprint, f.kind]),
    ...found.flatMap((f, i): Named[] => {
      const value = values[i];
      return value === undefined ? [] : [[raw, "id", value, f.kind]];
    }),
    ...handles.keyIds.filter((id) => !values.includes(id)).map((id) => [raw, "id", id, "aws-key"] as const),
    ...handles.logins.map((login) => [raw, "login", login, "password"] as const),
  ];
}

function fingerprint(secret: string, key: string): string {
  return createHmac("sha256", key).update(normalise(secret)).digest("hex").slice(0, 12);
}

/** What tells one secret from another and nothing about it: kept in its place (I17). */
export async function fingerprintOf(tx: Tx, secret: string): Promise<string> {
  return fingerprint(secret, await fingerprintKey(tx));
}

/** The installation's own key for fingerprints, made at first use; it never leaves the database. */
async function fingerprintKey(tx: Tx): Promise<string> {
  const fresh = randomBytes(32).toString("hex");
  await tx.execute(sql`INSERT INTO setting (key, value, changed_at, changed_by)
    VALUES ('secret.fingerprint_key', to_jsonb(${fresh}::text), ${now().toISOString()}::timestamptz, 'system:launch') ON CONFLICT (key) DO NOTHING`);
  const [held] = await rows<{ key: string }>(
    tx,
    sql`SELECT value #>> '{}' AS key FROM setting WHERE key = 'secret.fingerprint_key'`,
  );
  if (!held) throw new Error("The key for fingerprints of secrets could not be made.");
  return held.key;
}

/** Lets other requests in: the embedded database runs in this process. */
export function breath(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
