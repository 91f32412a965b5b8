import type { Choice, Look, Model } from "./simulate-models";
import { removalCode } from "./simulate-words";

/** Tags of a row that stop even a glance. */
const ALARMING = new Set(["leaver", "orphan", "disabled"]);

/**
 * Looks at the banners and at the row's summary and at no fact beneath them, fast. What is not in a banner is kept, so errors go
 * towards keeping; a finding is removed more often than not, and otherwise kept without the exception that it takes.
 */
export const hurried: Model = {
  name: "hurried",
  seconds: { low: 6, high: 11, critical: 14 },
  spread: 0.45,
  begins: [0.4, 0.9],
  sitting: 150,
  opens: (_look, draw) => {
    const luck = draw.next();
    return luck < 0.25 ? "before" : luck < 0.55 ? "after" : "never";
  },
  shows: ({ risk }) => (risk === "low" ? "top" : "asked"),
  choose: (look, says, draw) => {
    const alarmed = look.findings > 0 || look.tags.some((tag) => ALARMING.has(tag));
    const swayed = says?.verb === "remove" && draw.chance(0.7);
    return (alarmed && draw.chance(0.65)) || swayed ? removed(look) : keptBy(draw.next());
  },
  reconsider: (first, says, look, draw) =>
    first.verb === "certify" && says?.verb === "remove" && draw.chance(0.4) ? removed(look) : null,
  revisits: 0.2,
};

const removed = ({ tags }: Look): Choice => ({
  verb: "revoke",
  reasonCode: removalCode(tags),
  words: "Not needed any more.",
});

/** Few words, the same few again and again. */
function keptBy(luck: number): Choice {
  const words =
    luck < 0.4 ? "Part of the job." : luck < 0.75 ? "Team uses it." : "As agreed with the team lead.";
  return { verb: "certify", reasonCode: luck < 0.5 ? "needed_for_job" : "used_regularly", words };
}
