/**
 * What the screen may say about each verb before it is recorded.
 *
 * I3  the same five verbs on every item; nothing here knows what the draft says
 * I15 what keeping takes comes from the findings alone
 */
import type { Packet } from "@/lib/evidence/schema";
import { viewOf } from "@/lib/evidence/view";
import { changesOf } from "./acts";
import { type Besides, leftWords } from "./effects";
import { dayAfter, type Keeping, type Second } from "./keeping";
import { effectOf, frictionOf } from "./rules";
import { longestDays, reasonCodes } from "./schema";

export type Choice = {
  effects: string[];
  codes?: { value: string; label: string }[];
  reason: "code" | "words" | "none";
  /** Why it takes words. */
  reasonHint?: string;
  until?: { min: string; max: string; suggestions: { label: string; date: string }[] };
  /** What keeping this is against, where it takes an exception, and who has to grant it (I15). */
  exception?: {
    against: { fact: string; kind: string; text: string }[];
    until: { min: string; max: string; suggestions: { label: string; date: string }[] };
    second: string | null;
  };
  /** `effect`: what this one does; `person`: it names somebody. */
  changes?: { value: string; label: string; effect: string; person?: true }[];
  acknowledge?: string;
  refused?: string;
};
export type Choices = Record<"keep" | "remove" | "keep_until" | "change" | "dont_know", Choice>;

const codes = (of: Record<string, string>) => Object.entries(of).map(([value, label]) => ({ value, label }));

/**
 * @param today ISO date the last days offered count from
 * @param keeping what the findings make of keeping it
 * @param beneath open items of an identity that its removal answers
 * @param besides how the holder has the same besides
 * @param second who would have to grant the exception, where it takes somebody
 */
export function choicesOf(
  packet: Packet,
  of: { keeping: Keeping; second: Second | null; today: string; beneath?: number; besides?: Besides },
): Choices {
  const keeping = keepingChoice(packet, of);
  const settled =
    of.keeping.takes === "nothing-while-removed"
      ? ["The other side is being removed, so this takes no exception."]
      : [];
  const asked = keepingReason(packet);
  const friction = frictionOf(packet.keys.type, packet, { outcome: "revoke" });
  const changes = changesOf[packet.keys.type].map((c) => ({
    ...c,
    effect: effectOf(packet, "modify", c.value),
  }));
  return {
    keep: {
      effects: [effectOf(packet, "certify"), ...settled],
      codes: codes(reasonCodes.keep),
      ...asked,
      ...keeping,
    },
    remove: {
      effects: [
        effectOf(packet, "revoke", undefined, of.beneath),
        ...(of.besides ? leftWords(packet, of.besides) : []),
      ],
      codes: codes(reasonCodes.remove),
      reason: "code",
      ...(friction ? { acknowledge: `${friction} I have taken this into account.` } : {}),
    },
    keep_until: {
      effects: [effectOf(packet, "certify_until"), ...settled],
      codes: codes(reasonCodes.keep),
      ...asked,
      until: lastDays(of.today),
      ...keeping,
    },
    change: {
      // Where there are several, each says its own once it is chosen.
      effects: changes.length === 1 ? changes.map((c) => c.effect) : [],
      reason: "none",
      changes,
    },
    dont_know: {
      effects: [
        "It goes to the application's owner, or to the campaign's fallback reviewer, with what you are missing.",
      ],
      reason: "none",
    },
  };
}

/** Privileged access is kept in words, whatever the code says. */
function keepingReason(packet: Packet): Pick<Choice, "reason" | "reasonHint"> {
  return packet.access.privilege === "privileged"
    ? { reason: "words", reasonHint: "It is privileged, so say in a few words why it is kept." }
    : { reason: "code" };
}

function lastDays(today: string) {
  return {
    min: dayAfter(today, 1),
    max: dayAfter(today, longestDays),
    suggestions: [30, 90, 180].map((days) => ({ label: `${days} days`, date: dayAfter(today, days) })),
  };
}

function keepingChoice(
  packet: Packet,
  of: { keeping: Keeping; second: Second | null; today: string },
): Pick<Choice, "exception" | "refused"> {
  if (of.keeping.takes !== "exception") return {};
  if (of.second && "nobody" in of.second) return { refused: of.second.nobody };
  return {
    exception: {
      against: viewOf(packet).findings.map(({ fact, kind, text }) => ({ fact, kind, text })),
      until: lastDays(of.today),
      second: of.second ? of.second.name : null,
    },
  };
}
