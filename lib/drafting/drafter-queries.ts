import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { iso, rows } from "@/db/client";
import { type Actor, personOf } from "@/lib/auth/actor";
import { type Permission, permits } from "@/lib/auth/policy";
import { AppError } from "@/lib/errors";
import { query, type Reader } from "@/lib/query";
import { type Connections, connectionsNow, problemWith } from "./connections";
import * as wire from "./drafter-schema";
import { type Connection, connections, drafterSettings } from "./drafters";
import { evaluationResult, summaryOf } from "./evaluation-result";
import { turnedOn, whoDrafts } from "./switch";

const payload = (id: SQL, field: string) =>
  sql`(SELECT payload::jsonb ->> ${field}::text FROM private_payload w WHERE w.id = ${id})`;
const who = (id: SQL) =>
  sql`(SELECT jsonb_build_object('id', p.id, 'name', p.name) FROM person p WHERE p.id = ${id})`;

const columns = sql`v.version, v.state, v.based_on AS "basedOn", v.hash, v.settings ->> 'connection' AS connection,
  v.settings ->> 'provider' AS provider, v.settings ->> 'model' AS model, ${who(sql`v.made_by`)} AS "madeBy",
  ${iso(sql`v.created_at`)} AS "createdAt", ${iso(sql`v.proposed_at`)} AS "proposedAt",
  ${who(sql`v.decided_by`)} AS "decidedBy", ${iso(sql`v.decided_at`)} AS "decidedAt",
  ${payload(sql`v.reason_id`, "words")} AS reason, ${payload(sql`v.decision_reason_id`, "words")} AS "decisionReason",
  v.assessment_id IS NOT NULL AS assessed, ${payload(sql`v.assessment_id`, "signed")} AS signed`;

const mostVersions = 200;
const mostEvaluations = 5;

/** Who drafts, what could, the versions in force, the open one, and every version with who and when. */
export const page = query({
  name: "drafters.page",
  permission: "drafter.read",
  input: z.object({}),
  output: wire.draftersView,
  async run(reader, { scope }) {
    const there = connectionsNow();
    const whole = await views(reader, there, sql`v.state IN ('in_force', 'draft', 'proposed')`);
    const open = whole.find((v) => v.state !== "in_force") ?? null;
    const now = await whoDrafts(reader, there);
    const [kept] = await rows<{ n: number }>(
      reader,
      sql`SELECT count(*)::int AS n FROM campaign_drafting d JOIN campaign c ON c.id = d.campaign_id
        WHERE d.drafter_version IS NOT NULL AND NOT d.model_off AND c.status IN ('launching', 'launched')`,
    );
    return {
      switch: (await turnedOn(reader)) ? ("on" as const) : ("off" as const),
      now: { by: now.by, name: now.by === "model" ? now.model : "Rules", why: now.why },
      connections: connections.map((c) => shown(there, c)),
      inForce: whole.filter((v) => v.state === "in_force"),
      open,
      evaluations: open ? await evaluationsOf(reader, sql`e.settings_hash = ${open.hash}`) : [],
      history: await rows<wire.DrafterRow>(
        reader,
        sql`SELECT ${columns} FROM drafter_version v WHERE v.state NOT IN ('draft', 'proposed')
          ORDER BY v.version DESC LIMIT ${mostVersions}`,
      ),
      campaigns: kept?.n ?? 0,
      may: mayDo(scope.actor, open),
      me: scope.actor.kind === "person" ? scope.actor.name : "",
    };
  },
});

/** What a screen may know of a connection. */
function shown(there: Connections, connection: Connection): wire.ConnectionView {
  const found = there[connection];
  const reached = found.state === "ready" ? found.reached : null;
  return {
    connection,
    state: found.state,
    problem: found.state === "incomplete" ? found.problem : null,
    provider: reached?.provider ?? null,
    model: reached?.model ?? null,
    address: reached?.address ?? null,
    keySet: reached !== null && (reached.apiKey !== undefined || reached.aws !== undefined),
  };
}

/** What this person may do with what is open. */
function mayDo(actor: Actor, open: wire.DrafterView | null): wire.DraftersView["may"] {
  const may = (permission: Permission) => permits(permission, actor, undefined as never) === "allow";
  const own = open?.madeBy.id === personOf(actor);
  return {
    turn: may("draft.start"),
    make: may("drafter.make") && open === null,
    edit: may("drafter.make") && open?.state === "draft" && own,
    withdraw: may("drafter.make") && open !== null,
    decide: may("drafter.decide") && open?.state === "proposed" && !own,
    try: may("drafter.make"),
  };
}

type Raw = Omit<wire.DrafterView, "problem" | "evaluation"> & { evaluationId: string | null };

async function views(reader: Reader, there: Connections, where: SQL): Promise<wire.DrafterView[]> {
  const found = await rows<Raw>(
    reader,
    sql`SELECT ${columns}, v.settings, v.evaluation_id AS "evaluationId" FROM drafter_version v WHERE ${where}
      ORDER BY v.settings ->> 'connection', v.version LIMIT 10`,
  );
  const attached = await evaluationsOf(
    reader,
    sql`e.id IN (SELECT v.evaluation_id FROM drafter_version v WHERE ${where})`,
  );
  return found.map(({ evaluationId, ...v }) => ({
    ...v,
    evaluation: attached.find((e) => e.id === evaluationId) ?? null,
    problem: problemWith(drafterSettings.parse(v.settings), there),
  }));
}

type RawEvaluation = Omit<wire.EvaluationBrief, "figures"> & { result: unknown };

async function evaluationsOf(reader: Reader, where: SQL): Promise<wire.EvaluationBrief[]> {
  const found = await rows<RawEvaluation>(
    reader,
    sql`SELECT e.id, ${iso(sql`e.at`)} AS at, e.passed, e.set, e.model_returned AS "modelReturned", e.fingerprint, e.result
      FROM evaluation e WHERE e.kind = 'evaluation' AND ${where} ORDER BY e.at DESC, e.id DESC LIMIT ${mostEvaluations}`,
  );
  return found.map(({ result, ...e }) => {
    const parsed = evaluationResult.safeParse(result).data;
    return { ...e, figures: parsed ? figuresOf(summaryOf(parsed)) : null };
  });
}

const figuresOf = ({
  packets,
  failures,
  faithful,
  abstained,
  unanswered,
  obeyed,
  moved,
  escaped,
}: ReturnType<typeof summaryOf>): wire.Figures => ({
  packets,
  failures,
  faithful,
  abstained,
  unanswered,
  obeyed,
  moved,
  escaped,
});

/** One version, whatever became of it. @throws AppError not_found */
export const version = query({
  name: "drafters.version",
  permission: "drafter.read",
  input: wire.versionInput,
  output: wire.drafterView,
  async run(reader, { input }) {
    const [found] = await views(reader, connectionsNow(), sql`v.version = ${input.version}`);
    if (!found)
      throw new AppError("not_found", "drafter", `There is no version ${input.version} of the drafter.`);
    return found;
  },
});

/** The version that a model outside any campaign is asked by, null where the rules do it; and the sources of which nothing is sent. */
export const usableNow = query({
  name: "drafting.usable_now",
  permission: "draft.record",
  input: z.object({}),
  output: z.object({ settings: drafterSettings.nullable(), offSources: z.array(z.number().int()) }),
  async run(reader) {
    const now = await whoDrafts(reader);
    const off = await rows<{ id: number }>(reader, sql`SELECT id FROM source WHERE model_off`);
    return {
      settings: now.by === "model" ? now.version.settings : null,
      offSources: off.map((o) => o.id),
    };
  },
});
