import { read } from "@/lib/query";
import { listSources } from "@/lib/sources/queries";
import type { FileTieOut, TieOut } from "@/lib/sources/schema";
import { importNow, type Progress } from "@/lib/sources/worker";
import type { Desk, Outcome } from "./desk";
import type { RequestOf } from "./schema";
import { counted, number, progressOn, type Step } from "./screen";

/** Imports a file or folder of this machine, in this process. */
export async function importVerb(desk: Desk, given: RequestOf<"import">): Promise<Outcome> {
  const tell = progressOn(desk.screen);
  const done = await importNow(desk.ctx, {
    path: given.path,
    source: given.source,
    format: given.format,
    ...(given.asOf ? { asOf: new Date(`${given.asOf}T00:00:00Z`) } : {}),
    onProgress: (p) => tell(told(p)),
  });
  const { snapshot, identities, accounts, entitlements, grants, rejected, tieOut, unchanged } = done;
  const { sources } = await read(desk.ctx, listSources, {});
  const current = sources.find((s) => s.current?.id === snapshot)?.current;
  const notes = current?.tieOut?.notes ?? [];
  return {
    lines: [
      unchanged
        ? `${given.source}: the very same is in force already as snapshot ${snapshot}; nothing was changed.`
        : `${given.source} is in force as snapshot ${snapshot}, as of ${current?.asOf.slice(0, 10) ?? "now"}.`,
      `  ${counted(identities, "identity", "identities")}, ${counted(accounts, "account")}, ${counted(entitlements, "entitlement")}, ${counted(grants, "grant")}`,
      `  ${equation(tieOut)}`,
      ...byFile(current?.tieOut),
      ...notes.map((note) => `  ${note}`),
    ],
    object: { snapshot, identities, accounts, entitlements, grants, rejected, tieOut },
  };
}

/** Bytes while the file is copied, rows from then on. */
function told(p: Progress): Step {
  switch (p.phase) {
    case "hashing":
      return { phase: "Copying, bytes", done: p.bytesRead, total: p.bytes };
    case "reading":
      return { phase: "Reading, rows", done: p.rowsRead, total: null };
    case "checking":
      return { phase: "Checking, rows", done: p.rowsSettled, total: p.rowsRead };
    default:
      return { phase: p.phase.charAt(0).toUpperCase() + p.phase.slice(1), done: null, total: null };
  }
}

/** Rows by file, or by list of a JSON. */
function byFile(tieOut: TieOut | null | undefined): string[] {
  const files = Object.entries(tieOut?.files ?? {}).map(([name, f]) => `${name} ${number(f.read)}`);
  return files.length === 0 ? [] : [`  read: ${files.join(", ")}`];
}

function equation(t: FileTieOut): string {
  return `${number(t.read)} rows read = ${number(t.stored)} stored + ${number(t.duplicates)} repeated + ${number(t.rejected)} rejected: ${t.holds ? "ties out" : "DOES NOT TIE OUT"}`;
}

/** What there is to review by. */
export async function sourcesVerb(desk: Desk): Promise<Outcome> {
  const { sources } = await read(desk.ctx, listSources, {});
  return {
    lines:
      sources.length === 0
        ? ["There is no source yet. Import one: import PATH --source NAME"]
        : sources.map((s) =>
            s.current
              ? `${s.name}: snapshot ${s.current.id} as of ${s.current.asOf.slice(0, 10)}, ${counted(s.current.counts.accounts, "account")}, ${counted(s.current.counts.grants, "grant")}${s.unmatched ? `, ${number(s.unmatched)} unmatched` : ""}`
              : `${s.name}: nothing in force${s.lastRefusal ? `; last refused: ${s.lastRefusal.problem}` : ""}`,
          ),
    object: {
      sources: sources.map((s) => ({
        name: s.name,
        format: s.format,
        snapshot: s.current?.id ?? null,
        asOf: s.current?.asOf ?? null,
        ...(s.current?.counts ?? { identities: 0, accounts: 0, entitlements: 0, grants: 0 }),
        rejected: s.current?.tieOut?.rejected ?? 0,
        unmatched: s.unmatched,
      })),
    },
  };
}
