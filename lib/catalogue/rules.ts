import { toHex, toUtf8 } from "@/lib/audit-log/bytes";
import { canonicalRecord } from "@/lib/audit-log/canonical";
import { sha256 } from "@/lib/audit-log/sha256";
import { AppError } from "@/lib/errors";
import { instructs } from "@/lib/text/instructs";
import { redact } from "@/lib/text/redact";
import type { EntryView, Risk, Standing, Words } from "./schema";

/**
 * What may become of a catalogue entry. Words that somebody vouches for replace the source's in packets; words that a model or a
 * rule proposed stay asserted until the entitlement's owner verifies that one entry (I13, I14). Text that instructs is refused
 * (I16), and so is text with a secret in it (I17).
 */
export type Current = { version: number; state: EntryView["state"] } | null;

/** The version to write, if what the person saw is still current. @throws AppError conflict */
export function nextVersion(current: Current, expected: number): number {
  const version = current?.version ?? 0;
  if (version !== expected)
    throw new AppError(
      "conflict",
      "version",
      "These words were changed meanwhile. Load the page again and look at what is there now.",
    );
  return version + 1;
}

/** @throws AppError rule, naming the field */
export function mustBePlain(words: Words): void {
  for (const [field, text] of Object.entries(words)) {
    if (text === null) continue;
    if (instructs(text))
      throw new AppError("rule", "instructs", "Say what the access allows, not what its reader should do.", {
        [field]: "This reads as an instruction to whoever reviews it.",
      });
    if (redact(text, () => "").found.length > 0)
      throw new AppError(
        "rule",
        "secret",
        "This looks like it holds a password or a key. Take it out; nothing was stored.",
        { [field]: "This looks like it holds a password or a key." },
      );
  }
}

/** Writing the very words again would only take their verification away. @throws AppError rule */
export function mustSayMore(current: Current, before: string | undefined, after: string): void {
  if (before === after && (current?.state === "written" || current?.state === "verified"))
    throw new AppError(
      "rule",
      "unchanged",
      "These are the words that stand there already; nothing was stored.",
    );
}

/** Only words that are there and not verified yet can be. @throws AppError rule */
export function mustBeVerifiable(current: Current): asserts current is NonNullable<Current> {
  if (current?.state === "proposed" || current?.state === "written") return;
  throw new AppError(
    "rule",
    "nothing-to-verify",
    current?.state === "verified"
      ? "These words are verified already."
      : "There are no words to verify. Write them first.",
  );
}

/** Nobody makes themselves the owner: then one person could write and vouch. @throws AppError rule */
export function mustBeAnother(owner: string, actor: string | null): void {
  if (owner === actor)
    throw new AppError(
      "rule",
      "own-owner",
      "You cannot name yourself as the owner; somebody else with the admin role can.",
      { owner: "Name somebody else." },
    );
}

/** What the log commits to, hex. */
export function contentHash(content: Words & { risk: Risk | null }): string {
  const { title, phrase, allows, risk } = content;
  return toHex(sha256(toUtf8(canonicalRecord({ title, phrase, allows, risk }))));
}

/** Where an entitlement's words come from. */
export function standingOf(of: {
  state: EntryView["state"] | null;
  /** The source has a title, a phrase or a description, or a policy in a language that is not known here. */
  stated: boolean;
  derived: boolean;
}): Standing {
  if (of.state !== null && of.state !== "none") return of.state;
  return of.stated ? "stated" : of.derived ? "derived" : "undescribed";
}
