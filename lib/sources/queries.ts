import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { iso, rows } from "@/db/client";
import { AppError } from "@/lib/errors";
import { query, type Reader } from "@/lib/query";
import { withoutSecrets } from "@/lib/text/redact";
import {
  identityChoice,
  importJobWire,
  rejectWire,
  snapshotWire,
  sourceName,
  sourceWire,
  unmatchedWire,
} from "./schema";

/** The sources with a snapshot in force: a relation (source_id, name, snapshot_id, as_of, complete) to join with. */
export const currentSnapshots: SQL = sql`(SELECT s.id AS source_id, s.name, p.id AS snapshot_id, p.as_of, p.complete
  FROM source s JOIN snapshot p ON p.id = s.current_snapshot_id)`;

export type CurrentSnapshot = {
  sourceId: number;
  name: string;
  snapshot: number;
  asOf: string;
  complete: boolean;
};

/** The same as rows, by name. */
export function readCurrentSnapshots(reader: Reader): Promise<CurrentSnapshot[]> {
  return rows(
    reader,
    sql`SELECT c.source_id AS "sourceId", c.name, c.snapshot_id AS snapshot, ${iso(sql`c.as_of`)} AS "asOf", c.complete
      FROM ${currentSnapshots} c ORDER BY c.name`,
  );
}

const page = 50;
const id = z.coerce.number().int().positive();

const countsJson = (p: string) =>
  sql.raw(
    `jsonb_build_object('identities', ${p}.identities, 'accounts', ${p}.accounts, 'entitlements', ${p}.entitlements, 'grants', ${p}.grants)`,
  );

/** A snapshot `p` as its wire type, in JSON. */
const snapshotJson = sql`jsonb_build_object('id', p.id, 'status', p.status, 'format', p.format, 'asOf', ${iso(sql`p.as_of`)},
  'importedAt', ${iso(sql`p.imported_at`)}, 'sha256', p.sha256, 'bytes', p.bytes, 'counts', ${countsJson("p")},
  'tieOut', p.tie_out, 'complete', p.complete, 'problem', p.problem, 'kept', p.raw_path IS NOT NULL)`;

/** Sources as their wire type; the refusal is the last one later than what is in force. */
function sources(where: SQL): SQL {
  return sql`SELECT s.id, s.name, s.format, s.model_off AS "modelOff",
      (SELECT ${snapshotJson} FROM snapshot p WHERE p.id = s.current_snapshot_id) AS current,
      (SELECT ${countsJson("p")} FROM snapshot p WHERE p.source_id = s.id AND p.status = 'superseded'
        ORDER BY p.id DESC LIMIT 1) AS before,
      (SELECT count(*)::int FROM account_match m WHERE m.source_id = s.id AND m.how IN ('none', 'ambiguous')) AS unmatched,
      (SELECT j.id FROM import_job j WHERE j.source_name = s.name AND j.state IN ('queued', 'running') LIMIT 1) AS running,
      (SELECT jsonb_build_object('at', ${iso(sql`j.finished_at`)}, 'problem', j.problem) FROM import_job j
        WHERE j.source_name = s.name AND j.state = 'refused' AND j.finished_at > coalesce(
          (SELECT p.imported_at FROM snapshot p WHERE p.id = s.current_snapshot_id), '-infinity')
        ORDER BY j.finished_at DESC LIMIT 1) AS "lastRefusal"
    FROM source s WHERE ${where} ORDER BY s.name`;
}

/** Every source with its health's facts. A portal has tens of them, so they are one page. */
export const listSources = query({
  name: "source.list",
  permission: "source.read",
  input: z.object({}),
  output: z.object({ sources: z.array(sourceWire) }),
  run: async (reader) => ({ sources: await rows<z.input<typeof sourceWire>>(reader, sources(sql`true`)) }),
});

/** One source and its snapshots, newest first, 20 at a time. */
export const showSource = query({
  name: "source.show",
  permission: "source.read",
  input: z.object({ id, before: id.optional() }),
  output: z.object({ source: sourceWire, snapshots: z.array(snapshotWire), more: z.boolean() }),
  load: async (reader, input) => {
    const [source] = await rows<z.input<typeof sourceWire>>(reader, sources(sql`s.id = ${input.id}`));
    if (!source) throw new AppError("not_found", "source", "This source does not exist.");
    return source;
  },
  run: async (reader, { input, subject }) => {
    const found = await rows<{ wire: z.input<typeof snapshotWire> }>(
      reader,
      sql`SELECT ${snapshotJson} AS wire FROM snapshot p
        WHERE p.source_id = ${input.id} AND (${input.before ?? null}::integer IS NULL OR p.id < ${input.before ?? null}::integer)
        ORDER BY p.id DESC LIMIT 21`,
    );
    return { source: subject, snapshots: found.slice(0, 20).map((f) => f.wire), more: found.length > 20 };
  },
});

/** Rows of a snapshot that were put aside, by file and line, 50 at a time. */
export const listRejects = query({
  name: "source.rejects",
  permission: "source.read",
  input: z.object({
    snapshot: id,
    kind: z.enum(["rejected", "duplicate", "note"]).optional(),
    afterFile: z.string().optional(),
    afterLine: z.coerce.number().int().optional(),
  }),
  output: z.object({ rejects: z.array(rejectWire), more: z.boolean() }),
  run: async (reader, { input }) => {
    const found = await rows<z.input<typeof rejectWire>>(
      reader,
      sql`SELECT file, line, kind, reason FROM snapshot_reject
        WHERE snapshot_id = ${input.snapshot} AND (file, line) > (${input.afterFile ?? ""}, ${input.afterLine ?? -1}::integer)
          AND (${input.kind ?? null}::text IS NULL OR kind = ${input.kind ?? null}::text)
        ORDER BY file, line LIMIT ${page + 1}`,
    );
    // Why a row was put aside can quote it, also where the database wrote the sentence (I17).
    const rejects = found.slice(0, page).map((r) => ({ ...r, reason: withoutSecrets(r.reason) }));
    return { rejects, more: found.length > page };
  },
});

/** Accounts of a source that nobody is known to hold, by id, 50 at a time, with whoever shares their e-mail. */
export const listUnmatched = query({
  name: "source.unmatched",
  permission: "source.read",
  input: z.object({ source: id, after: z.string().default("") }),
  output: z.object({ accounts: z.array(unmatchedWire), total: z.number().int(), more: z.boolean() }),
  run: async (reader, { input }) => {
    const [total] = await rows<{ n: number }>(
      reader,
      sql`SELECT count(*)::int AS n FROM account_match WHERE source_id = ${input.source} AND how IN ('none', 'ambiguous')`,
    );
    const found = await rows<z.input<typeof unmatchedWire>>(
      reader,
      sql`SELECT m.account_id AS account, a.login, a.email, a.type, coalesce(p.name, p.id) AS application, m.how,
          coalesce(owner.name, p.owner_id) AS owner, coalesce(likely.list, '[]'::jsonb) AS candidates
        FROM (SELECT account_id, how FROM account_match
          WHERE source_id = ${input.source} AND how IN ('none', 'ambiguous') AND account_id > ${input.after}
          ORDER BY account_id LIMIT ${page + 1}) m
        JOIN source s ON s.id = ${input.source}
        JOIN snap_account a ON a.snapshot_id = s.current_snapshot_id AND a.id = m.account_id
        LEFT JOIN snap_application p ON p.snapshot_id = a.snapshot_id AND p.id = a.application_id
        LEFT JOIN LATERAL (SELECT i.name FROM source t JOIN snap_identity i ON i.snapshot_id = t.current_snapshot_id
          WHERE i.id = p.owner_id ORDER BY (t.id = s.id) DESC, i.derived, t.id LIMIT 1) owner ON true
        LEFT JOIN LATERAL (SELECT jsonb_agg(c) AS list FROM (
          SELECT t.id AS "sourceId", t.name AS source, i.id, i.name
          FROM source t JOIN snap_identity i ON i.snapshot_id = t.current_snapshot_id
          WHERE NOT i.derived AND (lower(i.email) = lower(a.email) OR i.id = a.identity_id)
          ORDER BY t.id, i.id LIMIT 5) c) likely ON true
        ORDER BY m.account_id`,
    );
    return { accounts: found.slice(0, page), total: total?.n ?? 0, more: found.length > page };
  },
});

/** Identities of every source in force whose id or e-mail is, or whose name begins with, the text; the first 20. */
export const findIdentities = query({
  name: "source.identities",
  permission: "source.match",
  input: z.object({ q: z.string().trim().max(200) }),
  output: z.object({ identities: z.array(identityChoice) }),
  run: async (reader, { input }) => {
    if (input.q.length < 2) return { identities: [] };
    const like = `%${input.q.replace(/[%_\\]/g, "\\$&").toLowerCase()}%`;
    return {
      identities: await rows<z.input<typeof identityChoice>>(
        reader,
        sql`SELECT t.id AS "sourceId", t.name AS source, i.id, i.name, i.email, i.title, i.department
          FROM source t JOIN snap_identity i ON i.snapshot_id = t.current_snapshot_id
          WHERE NOT i.derived AND (i.id = ${input.q} OR lower(i.email) LIKE ${like} OR lower(i.name) LIKE ${like})
          ORDER BY lower(i.name), i.id LIMIT 20`,
      ),
    };
  },
});

/** How far an import is, and what became of it. */
export const showImport = query({
  name: "source.import",
  permission: "source.read",
  input: z.object({ id: z.uuid() }),
  output: importJobWire,
  run: async (reader, { input }) => {
    const [found] = await rows<z.input<typeof importJobWire>>(
      reader,
      sql`SELECT j.id, j.source_name AS source, s.id AS "sourceId", j.format, ${iso(sql`j.as_of`)} AS "asOf", j.state, j.phase,
          j.bytes::float8 AS bytes, j.bytes_read::float8 AS "bytesRead", j.rows_read AS "rowsRead",
          j.rows_settled AS "rowsSettled", j.snapshot_id AS snapshot, j.problem, ${iso(sql`j.started_at`)} AS "startedAt",
          ${iso(sql`j.finished_at`)} AS "finishedAt",
          CASE WHEN j.state = 'done' THEN p.tie_out END AS "tieOut",
          CASE WHEN j.state = 'done' THEN ${countsJson("p")} END AS counts
        FROM import_job j LEFT JOIN source s ON s.name = j.source_name LEFT JOIN snapshot p ON p.id = j.snapshot_id
        WHERE j.id = ${input.id}`,
    );
    if (!found) throw new AppError("not_found", "import", "This import does not exist.");
    return found;
  },
});

/** An upload's place on the server, for whoever may import. */
export const showUpload = query({
  name: "source.upload",
  permission: "source.import",
  input: z.object({ id: z.uuid() }),
  output: z.object({ id: z.uuid(), path: z.string(), state: z.string() }),
  run: async (reader, { input }) => {
    const [found] = await rows<{ id: string; path: string; state: string }>(
      reader,
      sql`SELECT id, path, state FROM import_job WHERE id = ${input.id} AND path LIKE 'uploads/%'`,
    );
    if (!found) throw new AppError("not_found", "upload", "This upload is gone. Choose the file again.");
    return found;
  },
});

const mappingOf = {
  input: z.object({ source: sourceName }),
  output: z.object({ mapping: z.unknown() }),
  run: async (reader: Reader, { input }: { input: { source: string } }) => {
    const [found] = await rows<{ mapping: unknown }>(
      reader,
      sql`SELECT mapping FROM source WHERE name = ${input.source}`,
    );
    return { mapping: found?.mapping ?? null };
  },
};

/** The mapping that a source was last imported with, as it was kept; for whoever maps the next file. */
export const rememberedMapping = query({ name: "source.mapping", permission: "source.import", ...mappingOf });

/** The same for the worker. */
export const lastMapping = query({ name: "source.last_mapping", permission: "source.load", ...mappingOf });

/** The counts of a snapshot, as `import` answers them. */
export const countsOf = query({
  name: "source.counts",
  permission: "source.load",
  input: z.object({ snapshot: z.number().int() }),
  output: snapshotWire.pick({ id: true, counts: true, tieOut: true }),
  run: async (reader, { input }) => {
    const [found] = await rows<{ wire: z.input<typeof snapshotWire> }>(
      reader,
      sql`SELECT ${snapshotJson} AS wire FROM snapshot p WHERE p.id = ${input.snapshot}`,
    );
    if (!found) throw new AppError("not_found", "snapshot", "This snapshot does not exist.");
    return found.wire;
  },
});

/** Imports that say they run but whose process has not been heard of since, and those that nobody ever took up. */
export const lostImports = query({
  name: "source.lost",
  permission: "source.load",
  input: z.object({
    running: z.iso.datetime(),
    ahead: z.iso.datetime(),
    queued: z.iso.datetime(),
    waiting: z.iso.datetime(),
  }),
  output: z.object({ jobs: z.array(z.object({ id: z.uuid(), path: z.string(), state: z.string() })) }),
  run: async (reader, { input }) => ({
    jobs: await rows<{ id: string; path: string; state: string }>(
      reader,
      sql`SELECT id, path, state FROM import_job
        WHERE (state = 'running' AND (beat_at IS NULL OR beat_at < ${input.running} OR beat_at > ${input.ahead}))
          OR (state = 'uploaded' AND started_at < ${input.waiting})
          OR (state = 'queued' AND started_at < ${input.queued}) ORDER BY id`,
    ),
  }),
});
