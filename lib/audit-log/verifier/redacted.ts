/**
 * redacted.json: {withheld: [...]} says that a pack was made without names and words. What is withheld is there by its hash, which
 * the log's roots still bind; that it is withheld is told as a check without an answer.
 */
import type { JsonObject } from "@/lib/audit-log/canonical";
import { type Check, unanswered } from "@/lib/audit-log/verifier/check";
import type { PackFiles } from "@/lib/audit-log/verifier/pack";

export const REDACTED = "redacted.json";

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
      "this is a redacted pack: names, words, facts and drafts are not in it, and only their hashes were checked. Ask for the whole pack to check what they say",
    ),
  ];
}
