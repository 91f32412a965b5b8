import type { Actor } from "@/lib/auth/actor";
import { permits } from "@/lib/auth/policy";
import type { ExportView } from "./schema";

/** Figures on how people reviewed are for auditors and control owners. */
const seesFigures = (actor: Actor) => permits("oversight.read", actor, undefined) === "allow";

/** What an export is made with: a pack's report has those figures only where whoever asks for it may see them. Pure. */
export function profileOf(asked: { what: string; redacted: boolean }, actor: Actor): ExportView["profile"] {
  if (asked.what !== "pack") return "full";
  if (asked.redacted) return "redacted";
  return seesFigures(actor) ? "full" : "without_figures";
}

/** Whether somebody may take an export, as far as what is in it goes. Pure. */
export function mayTake(file: { kind: string; profile: ExportView["profile"] }, actor: Actor): boolean {
  return file.kind !== "pack" || file.profile !== "full" || seesFigures(actor);
}
