import { sql } from "drizzle-orm";
import { iso, rows } from "@/db/client";
import { permits } from "@/lib/auth/policy";
import { query, type Reader } from "@/lib/query";
import { instructs } from "@/lib/text/instructs";
import { cut, normalise } from "@/lib/text/plain-text";
import { redact } from "@/lib/text/redact";
import { ownedEntitlement } from "./owners";
import { policyAccessOf } from "./policy";
import { derivedWords } from "./policy-words";
import { standingOf } from "./rules";
import { type Detail, detail, type EntitlementKey, type EntryView, entitlementKey } from "./schema";

/** Versions shown; older ones are in the log. */
const HISTORY = 50;

type Entitlement = {
  name: string | null;
  type: string | null;
  privilege: "standard" | "privileged" | null;
  description: string | null;
  title: string | null;
  phrase: string | null;
  attributes: Record<string, unknown>;
  application: string;
};

/** One entitlement with its words, where they come from, its policy, its holders and its history. */
export const entry = query({
  name: "catalogue.entry",
  permission: "catalogue.read",
  input: entitlementKey,
  output: detail,
  load: (reader, input) => ownedEntitlement(reader, input),
  run: async (reader, { input, scope, subject }) => {
    const e = await entitlementOf(reader, subject.snapshot, input);
    const history = await versions(reader, input);
    const current = history[0] ?? null;
    const policy = policyAccessOf(e.attributes);
    const derived = derivedWords(e);
    const may = (permission: "catalogue.write" | "catalogue.verify" | "catalogue.name_owner") =>
      permits(permission, scope.actor, subject) === "allow";
    const departments = await departmentsOf(reader, subject.snapshot, input);
    const stated = e.title !== null || e.phrase !== null || e.description !== null;
    return {
      key: input,
      sourceName: subject.sourceName,
      application: e.application,
      name: plainText(e.name ?? input.entitlement, 200),
      type: e.type,
      privilege: e.privilege,
      standing: standingOf({
        state: current?.state ?? null,
        stated: stated || (!derived && hasPolicy(e.attributes)),
        derived: derived !== undefined,
      }),
      words: wordsNow(current, e, derived),
      version: current?.version ?? 0,
      entry: current,
      history,
      stated: statedWords(e),
      policy: policy ?? null,
      holders: departments.reduce((sum, d) => sum + d.holders, 0),
      departments,
      sample: await sampleOf(reader, subject.snapshot, input),
      owner: { name: subject.ownerName, basis: subject.basis, named: subject.named },
      may: {
        write: may("catalogue.write"),
        verify: may("catalogue.verify"),
        nameOwner: may("catalogue.name_owner"),
      },
    };
  },
});

async function entitlementOf(reader: Reader, snapshot: number, key: EntitlementKey): Promise<Entitlement> {
  const [found] = await rows<Entitlement>(
    reader,
    sql`SELECT e.name, e.type, e.privilege, e.description, nullif(btrim(e.attributes->>'title'), '') AS title,
        nullif(btrim(e.attributes->>'verb_phrase'), '') AS phrase, coalesce(e.attributes, '{}') AS attributes,
        coalesce(a.name, e.application_id) AS application
      FROM snap_entitlement e
      LEFT JOIN snap_application a ON a.snapshot_id = e.snapshot_id AND a.id = e.application_id
      WHERE e.snapshot_id = ${snapshot} AND e.id = ${key.entitlement}`,
  );
  if (!found) throw new Error("The entitlement was there a moment ago.");
  return found;
}

/** Newest first. */
function versions(reader: Reader, key: EntitlementKey): Promise<EntryView[]> {
  return rows<EntryView>(
    reader,
    sql`SELECT c.version, c.state, c.title, c.phrase, c.allows, c.risk, o.name AS owner, a.name AS author, c.origin,
        ${iso(sql`c.at`)} AS at, v.name AS "verifiedBy", ${iso(sql`c.verified_at`)} AS "verifiedAt"
      FROM catalogue_entry c LEFT JOIN person o ON o.id = c.owner_id LEFT JOIN person a ON a.id = c.author_id
      LEFT JOIN person v ON v.id = c.verified_by
      WHERE c.source_id = ${key.source} AND c.entitlement_id = ${key.entitlement}
      ORDER BY c.version DESC LIMIT ${HISTORY}`,
  );
}

/** Holders by department, most first; null is "no department known", and so is a holder whom no directory knows. */
function departmentsOf(reader: Reader, snapshot: number, key: EntitlementKey) {
  return rows<Detail["departments"][number]>(
    reader,
    sql`SELECT i.department, count(DISTINCT coalesce(m.identity_source_id || '/' || m.identity_id, '~' || g.account_id))::int AS holders
      FROM snap_grant g
      LEFT JOIN account_match m ON m.source_id = ${key.source} AND m.account_id = g.account_id
      LEFT JOIN source d ON d.id = m.identity_source_id
      LEFT JOIN snap_identity i ON i.snapshot_id = d.current_snapshot_id AND i.id = m.identity_id
      WHERE g.snapshot_id = ${snapshot} AND g.entitlement_id = ${key.entitlement}
      GROUP BY i.department ORDER BY holders DESC, i.department NULLS LAST LIMIT 200`,
  );
}

/** A person who holds it, for the sentence as it will be read. */
async function sampleOf(reader: Reader, snapshot: number, key: EntitlementKey): Promise<string> {
  const [found] = await rows<{ name: string }>(
    reader,
    sql`SELECT i.name FROM (SELECT account_id FROM snap_grant
        WHERE snapshot_id = ${snapshot} AND entitlement_id = ${key.entitlement} ORDER BY account_id LIMIT 20) g
      JOIN account_match m ON m.source_id = ${key.source} AND m.account_id = g.account_id
      JOIN source d ON d.id = m.identity_source_id
      JOIN snap_identity i ON i.snapshot_id = d.current_snapshot_id AND i.id = m.identity_id
      WHERE i.name IS NOT NULL ORDER BY (i.kind = 'human') DESC, g.account_id LIMIT 1`,
  );
  return found?.name ?? "Somebody";
}

function wordsNow(
  current: EntryView | null,
  e: Entitlement,
  derived: ReturnType<typeof derivedWords>,
): Detail["words"] {
  if (current && (current.state === "written" || current.state === "verified") && current.title !== null)
    return { title: current.title, phrase: current.phrase, allows: current.allows };
  const own = statedWords(e);
  if (e.title !== null || e.phrase !== null)
    return { title: own.title ?? own.phrase ?? "", phrase: own.phrase, allows: own.description };
  if (derived)
    return {
      title: derived.title,
      phrase: derived.phrase,
      allows: own.description ?? derived.description,
    };
  const name = plainText(e.name ?? "", 200);
  return own.description === null ? null : { title: name, phrase: null, allows: own.description };
}

/** What a source states, as it may be shown: one plain line, without secrets (I17), and whether it gives orders (I16). */
function statedWords(e: Entitlement): Detail["stated"] {
  const texts = [e.title, e.phrase, e.description].filter((t) => t !== null);
  const clean = (text: string | null, most: number) => (text === null ? null : plainText(text, most));
  return {
    title: clean(e.title, 120),
    phrase: clean(e.phrase, 120),
    description: clean(e.description, 300),
    instructs: texts.some((t) => instructs(t)),
    secrets: texts.reduce((sum, t) => sum + redact(t, () => "").found.length, 0),
  };
}

function plainText(text: string, most: number): string {
  return cut(redact(normalise(text), () => "").text, most);
}

function hasPolicy(attributes: Record<string, unknown>): boolean {
  return ["actions", "policy", "rules", "access"].some((k) => attributes[k]);
}
