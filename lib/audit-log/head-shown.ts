/** The head of the log as its pages show it: with the names of whoever else signed the newest checkpoint. Pure. */
import { parseCheckpoint } from "@/lib/audit-log/checkpoint";
import { cosignersOf } from "@/lib/audit-log/page-proof";

export function headShown<H extends { note: string | null; vkey: string | null }>(
  head: H,
): { head: H; cosigners: string[] } {
  return { head, cosigners: head.note ? cosignersOf(parseCheckpoint(head.note).note, head.vkey) : [] };
}
