import { missingWords } from "./figure-words";
import type { TestOf } from "./report-tests";

/**
 * Whether decisions were made faster than they can be read: told as far as the campaign's settings tell how people worked, to whom
 * these figures are told, and of no one decision or person.
 */
export const hastyTest: TestOf = {
  id: "hasty",
  area: "Oversight",
  askedBy: ["SOX", "NIST AI RMF"],
  line: "No decision took less time than it takes to look",
  counts: "First decisions made one at a time, of all reviewers together, by their active seconds.",
  fails:
    "One below the threshold of its type of item. Which ones is not told, as no figure on how people worked is told of one decision.",
  running: true,
  href: (c) => `/campaigns/${c.id}/oversight#pace`,
  look: async (_reader, _c, watched) => {
    const seen = await watched();
    if ("not" in seen) return { untold: seen.not };
    const withheld = seen.given.withheld.find((w) => w.section === "pace");
    if (withheld) return { untold: `Withheld by ${withheld.by}; why stands in the oversight section.` };
    const { conduct } = seen.figures;
    if (!conduct.enough)
      return conduct.why === "off" ? { off: missingWords(conduct) } : { untold: missingWords(conduct) };
    const { fast } = conduct.pace;
    if (!fast.enough) return { untold: missingWords(fast) };
    return { examined: fast.n, failing: fast.count, rows: [] };
  },
};
