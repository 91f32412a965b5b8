/** What of a pack only its manifest holds: whoever makes a pack can write it as they like, and no leaf of the log says otherwise. */
import { type Check, unanswered } from "@/lib/audit-log/verifier/check";
import type { PackFiles } from "@/lib/audit-log/verifier/pack";

/** Columns that neither a leaf nor a packet binds, by table. */
const UNBOUND: Readonly<Record<string, readonly string[]>> = {
  "items.csv": ["risk", "need_score", "reviewer_basis", "first_seen", "waiting"],
  "decisions.csv": ["reviewer"],
  "assignments.csv": ["basis"],
  "remediation.csv": ["decision_id", "before", "after"],
  "roles.csv": ["name"],
};
/** Files that tell in words and pictures what the tables say. */
const SHOWN = ["report.html", "report.pdf", "items.xlsx", "rules/coverage.json"];
/** Of the sources: how each was read, and who brought it; an import's entry is the import's own. */
const SOURCES = "sources.json";

/** @param drawn whether the log committed to a lot, which binds what each item was drawn as */
export function unboundIn(table: string, drawn: boolean): readonly string[] {
  const columns = UNBOUND[table] ?? [];
  return table === "items.csv" && !drawn ? [...columns, "drawn_as"] : columns;
}

export function checkUnbound(files: PackFiles, drawn: boolean): Check {
  const there = files.names();
  const columns = Object.keys(UNBOUND).flatMap((table) =>
    there.includes(table) ? [`${table} (${unboundIn(table, drawn).join(", ")})`] : [],
  );
  const shown = SHOWN.filter((name) => there.includes(name));
  if (there.includes(SOURCES)) shown.push(`${SOURCES} (parameters, imported_by, imported_at)`);
  return unanswered(
    "unbound",
    `not in the log, and so as whoever made the pack wrote it: ${[...shown, ...columns].join("; ")}; of population.csv the rows that are no item, but for how many there are. Where it matters, read what is bound`,
  );
}
