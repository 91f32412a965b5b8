/**
 * redacted.json: {withheld: [...]} says that a pack was made without names and words. What is withheld is there by its hash, which
 * the log's roots still bind; that it is withheld is told as a check without an answer.
 */
import type { JsonObject } from "@/lib/audit-log/canonical";
import { type Check, unanswered } from "@/lib/audit-log/verifier/check";
import type { PackFiles } from "@/lib/audit-log/verifier/pack";

export const REDACTED = "redacted.json";

/** Columns of names, words and rows of the source that a redacted pack leaves empty, by table. */
export const WITHHELD_COLUMNS: Readonly<Record<string, readonly string[]>> = {
  "items.csv": ["subject", "reviewer_basis"],
  "decisions.csv": ["rationale", "reviewer"],
  "population.csv": ["via"],
  "assignments.csv": ["basis"],
  "remediation.csv": ["why", "before", "after"],
  "roles.csv": ["name"],
};

/** Checks that compare ids of identities with the log's, which a redacted pack has no other than pseudonyms of. */
const BY_IDENTITY = new Set(["duties", "second looks"]);

/** Whether a table's column is empty whatever a leaf says: of a redacted pack, and of no other. */
export function withholds(files: PackFiles, table: string, column: string): boolean {
  return WITHHELD_COLUMNS[table]?.includes(column) === true && isRedacted(files);
}

/** What of the checks of a redacted pack pseudonyms cannot show is no answer; what fails, fails. */
export function withoutIdentities(files: PackFiles, checks: readonly Check[]): Check[] {
  return checks.map((check) =>
    check.ok === true && BY_IDENTITY.has(check.name) && isRedacted(files)
      ? unanswered(
          check.name,
          "the ids of identities are withheld, so whether somebody decided on, or looked at, their own access cannot be seen here; nothing else is wrong",
        )
      : check,
  );
}

export function isRedacted(files: PackFiles): boolean {
  return files.names().includes(REDACTED);
}

/** Whether a line of a redacted pack stands for what was withheld; in any other pack nothing does. */
export function isWithheld(files: PackFiles, line: JsonObject): boolean {
  return line.withheld === true && isRedacted(files);
}

/** No check of a whole pack. */
export function checkRedacted(files: PackFiles): Check[] {
  if (!isRedacted(files)) return [];
  return [
    unanswered(
      "withheld",
      "this is a redacted pack: names, words, facts and drafts are not in it, and only their hashes were checked; ids of accounts, identities and credentials are pseudonyms. Ask for the whole pack to check what they say",
    ),
  ];
}
