/**
 * What the screen may say about each verb before it is recorded.
 *
 * I3  the same five verbs on every item; nothing here knows what the draft says
 */
import type { Packet } from "@/lib/evidence/schema";
import { acknowledgement, effectOf } from "./rules";
import { reasonCodes } from "./schema";

export type Choice = {
  effects: string[];
  codes?: { value: string; label: string }[];
  reason: "code" | "words" | "none";
  until?: { min: string; max: string; suggestions: { label: string; date: string }[] };
  changes?: { value: string; label: string }[];
  acknowledge?: string;
  refused?: string;
};
export type Choices = Record<"keep" | "remove" | "keep_until" | "change" | "dont_know", Choice>;

const codes = (of: Record<string, string>) => Object.entries(of).map(([value, label]) => ({ value, label }));

/** @param today ISO date the last days offered count from */
export function choicesOf(packet: Packet, of: { findings: number; today: string }): Choices {
  const keeping =
    of.findings > 0
      ? {
          refused:
            "This access breaks a rule. Keeping it needs an exception, and exceptions cannot be recorded here yet; remove it, change it, or choose don't know.",
        }
      : {};
  const friction = acknowledgement(packet.facts, "revoke");
  return {
    keep: {
      effects: [effectOf(packet, "certify")],
      codes: codes(reasonCodes.keep),
      reason: "code",
      ...keeping,
    },
    remove: {
      effects: [effectOf(packet, "revoke")],
      codes: codes(reasonCodes.remove),
      reason: "code",
      ...(friction ? { acknowledge: `${friction} I have taken this into account.` } : {}),
    },
    keep_until: {
      effects: [effectOf(packet, "certify_until")],
      codes: codes(reasonCodes.keep),
      reason: "code",
      until: {
        min: plusDays(of.today, 1),
        max: plusDays(of.today, 366),
        suggestions: [
          { label: "30 days", date: plusDays(of.today, 30) },
          { label: "90 days", date: plusDays(of.today, 90) },
          { label: "180 days", date: plusDays(of.today, 180) },
        ],
      },
      ...keeping,
    },
    change: {
      effects: [effectOf(packet, "modify")],
      reason: "none",
      changes: [
        { value: "reduce", label: "Less access" },
        { value: "transfer_owner", label: "Another owner" },
      ],
    },
    dont_know: {
      effects: [
        "It goes to the application's owner, or to the campaign's fallback reviewer, with what you are missing.",
      ],
      reason: "none",
    },
  };
}

function plusDays(day: string, days: number): string {
  const at = new Date(`${day}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + days);
  return at.toISOString().slice(0, 10);
}
