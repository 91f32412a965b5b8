/** What a step of a replay says, where the log has no sentence for it. Pure. */
import type { EntryRow, SaidPart } from "@/lib/audit-log/entry-queries";
import type { RawStep, ServedRow } from "./replay-steps";
import { verbOf } from "./schema";

/** Somebody by name, as a sentence has them. */
export const named = (who: { id: string; name: string }): SaidPart => ({ is: "person", ...who });

const nothing = { decision: null, receipt: null, words: null } as const;

/** The evidence was frozen: with the launch, or as a further version with an answer in it. */
export function frozenStep(packet: { version: number; hash: string; at: string }, campaign: string): RawStep {
  return {
    ...nothing,
    at: packet.at,
    kind: "frozen",
    said: [
      packet.version === 1
        ? `The evidence was frozen for ${campaign}`
        : `An answer made version ${packet.version} of the evidence`,
    ],
    more: [],
  };
}

/** A draft was written; on a blind item it stood nowhere yet. */
export function drafted(
  draft: { at: string; withdrawnAt: string | null; view: { drafter: string } },
  arm: "assisted" | "blind" | "undrafted",
): RawStep {
  return {
    ...nothing,
    at: draft.at,
    kind: "drafted",
    said: [`${draft.view.drafter} was recorded`],
    more: [
      arm === "blind"
        ? "It was kept from the reviewer until they had decided."
        : "It is served to whoever opens the item from then on, and to nobody who had opened it before.",
      ...(draft.withdrawnAt
        ? [`It was withdrawn on ${draft.withdrawnAt.slice(0, 10)} and not served after.`]
        : []),
    ],
  };
}

/** The item, or its recommendation, was put before somebody. */
export function servedStep(
  row: ServedRow,
  who: SaidPart,
  packets: readonly { version: number; hash: string }[],
): RawStep {
  const version = packets.find((p) => p.hash === row.evidenceHash)?.version;
  const at = { ...nothing, at: row.at, served: row };
  if (row.what === "revealed")
    return {
      ...at,
      kind: "revealed",
      said: [who, " was shown what the draft recommends"],
      more: row.choice
        ? [`They had pressed ${verbOf[row.choice]} before.`]
        : ["No verb had been pressed before."],
    };
  return {
    ...at,
    kind: "opened",
    said: [who, " opened the item"],
    more: [
      `Version ${version ?? "unknown"} of the evidence was served${row.draft ? ", with a draft’s note" : ", without a draft"}.`,
    ],
  };
}

/** An entry of the log, with its receipt. */
export function entryStep(entry: EntryRow): RawStep {
  const leaf: { commit?: string; data: { decision?: string } } = JSON.parse(entry.leaf);
  const decides = entry.type === "decision.recorded";
  return {
    at: entry.at,
    kind: decides ? "decided" : "entry",
    said: entry.said,
    more: [],
    decision: decides ? (leaf.data.decision ?? null) : null,
    receipt: { hash: entry.hash, index: entry.index },
    words: leaf.commit ? entry.id : null,
  };
}
