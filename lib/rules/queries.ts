import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { iso, rows } from "@/db/client";
import { type Actor, personOf } from "@/lib/auth/actor";
import { type Permission, permits } from "@/lib/auth/policy";
import { AppError } from "@/lib/errors";
import { query, type Reader } from "@/lib/query";
import { dryRunProgressNow } from "./progress";
import * as wire from "./schema";

const wordsOf = (id: SQL) =>
  sql`(SELECT payload::jsonb ->> 'words' FROM private_payload w WHERE w.id = ${id})`;
const who = (id: SQL) =>
  sql`(SELECT jsonb_build_object('id', p.id, 'name', p.name) FROM person p WHERE p.id = ${id})`;

const columns = sql`v.version, v.state, v.based_on AS "basedOn", v.hash,
  (SELECT count(*)::int FROM jsonb_array_elements(v.rules) r WHERE (r ->> 'on')::boolean) AS "on",
  ${who(sql`v.made_by`)} AS "madeBy", ${iso(sql`v.created_at`)} AS "createdAt", ${iso(sql`v.proposed_at`)} AS "proposedAt",
  ${who(sql`v.decided_by`)} AS "decidedBy", ${iso(sql`v.decided_at`)} AS "decidedAt",
  ${wordsOf(sql`v.reason_id`)} AS reason, ${wordsOf(sql`v.decision_reason_id`)} AS "decisionReason",
  (SELECT count(*)::int FROM campaign c WHERE c.launched_at IS NOT NULL
    AND (c.settings -> 'rules' ->> 'version')::int = v.version) AS campaigns`;

const mostVersions = 200;

/** The rules in force, the draft or proposal if there is one, and every version with who and when. */
export const page = query({
  name: "rules.page",
  permission: "rules.read",
  input: z.object({}),
  output: wire.rulesView,
  async run(reader, { scope }) {
    const whole = await views(reader, sql`v.state IN ('in_force', 'draft', 'proposed')`);
    const inForce = whole.find((v) => v.state === "in_force");
    if (!inForce) throw new Error("No version of the rules is in force.");
    const open = whole.find((v) => v.state !== "in_force") ?? null;
    const history = await rows<wire.VersionRow>(
      reader,
      sql`SELECT ${columns} FROM rule_set_version v WHERE v.state NOT IN ('draft', 'proposed')
        ORDER BY v.version DESC LIMIT ${mostVersions}`,
    );
    const [live] = await rows<{ n: number }>(
      reader,
      sql`SELECT count(*)::int AS n FROM source WHERE current_snapshot_id IS NOT NULL`,
    );
    return {
      inForce,
      open,
      history,
      progress: dryRunProgressNow(),
      sources: live?.n ?? 0,
      may: mayDo(scope.actor, open),
    };
  },
});

/** What this person may do with what is open. */
function mayDo(actor: Actor, open: wire.VersionView | null): wire.RulesView["may"] {
  const may = (permission: Permission) => permits(permission, actor, undefined as never) === "allow";
  const own = open?.madeBy?.id === personOf(actor);
  return {
    make: may("rules.make") && open === null,
    edit: may("rules.make") && open?.state === "draft" && own,
    withdraw: may("rules.make") && open !== null,
    decide: may("rules.decide") && open?.state === "proposed" && !own,
  };
}

async function views(reader: Reader, where: SQL): Promise<wire.VersionView[]> {
  return rows<wire.VersionView>(
    reader,
    sql`SELECT ${columns}, v.rules, v.dry_run AS "dryRun", ${iso(sql`v.dry_run_at`)} AS "dryRunAt" FROM rule_set_version v WHERE ${where} ORDER BY v.version LIMIT 10`,
  );
}

/** One version, whatever became of it. @throws AppError not_found */
export const version = query({
  name: "rules.version",
  permission: "rules.read",
  input: wire.versionInput,
  output: wire.versionView,
  async run(reader, { input }) {
    const [found] = await views(reader, sql`v.version = ${input.version}`);
    if (!found)
      throw new AppError("not_found", "rules", `There is no version ${input.version} of the rules.`);
    return found;
  },
});

const mostWords = 500;

/** Applications, departments and classes of data that the sources in force name, for the editor to offer. */
export const vocabulary = query({
  name: "rules.vocabulary",
  permission: "rules.read",
  input: z.object({}),
  output: wire.vocabulary,
  async run(reader) {
    const [found] = await rows<wire.Vocabulary>(
      reader,
      sql`WITH live AS (SELECT current_snapshot_id AS id FROM source WHERE current_snapshot_id IS NOT NULL)
        SELECT
          ARRAY(SELECT DISTINCT coalesce(a.name, a.id) AS w FROM snap_application a JOIN live ON live.id = a.snapshot_id
            ORDER BY w LIMIT ${mostWords}) AS applications,
          ARRAY(SELECT DISTINCT i.department AS w FROM snap_identity i JOIN live ON live.id = i.snapshot_id
            WHERE i.department IS NOT NULL ORDER BY w LIMIT ${mostWords}) AS departments,
          ARRAY(SELECT DISTINCT w FROM (
              SELECT e.data_class AS w FROM snap_entitlement e JOIN live ON live.id = e.snapshot_id
              UNION SELECT a.data_class FROM snap_application a JOIN live ON live.id = a.snapshot_id) c
            WHERE w IS NOT NULL ORDER BY w LIMIT ${mostWords}) AS "dataClasses"`,
    );
    return found ?? { applications: [], departments: [], dataClasses: [] };
  },
});

/** Entitlements of the sources in force by a part of their own or their application's name, for a side of a rule. */
export const entitlements = query({
  name: "rules.entitlements",
  permission: "rules.read",
  input: wire.entitlementSearch,
  output: wire.entitlementChoices,
  async run(reader, { input }) {
    const like = `%${input.q.replace(/[\\%_]/g, "\\$&")}%`;
    const found = await rows<wire.EntitlementChoice>(
      reader,
      sql`SELECT DISTINCT ON (lower(label), application, entitlement) application, entitlement, label FROM (
          SELECT e.application_id AS application, e.id AS entitlement,
            left(coalesce(e.attributes ->> 'title', e.name, e.id) || ' in ' || coalesce(a.name, e.application_id), 200) AS label,
            coalesce(e.name, '') || ' ' || coalesce(e.attributes ->> 'title', '') || ' ' || e.id || ' ' || coalesce(a.name, '') AS sought
          FROM source s
          JOIN snap_entitlement e ON e.snapshot_id = s.current_snapshot_id
          LEFT JOIN snap_application a ON a.snapshot_id = e.snapshot_id AND a.id = e.application_id
          WHERE length(e.id) <= 200 AND length(e.application_id) <= 200) x
        WHERE sought ILIKE ${like}
        ORDER BY lower(label), application, entitlement LIMIT 20`,
    );
    return { rows: found };
  },
});
