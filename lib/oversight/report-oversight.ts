import { againWords, changedSince, choiceWords, keptWords, sealingWords, withholds } from "./answer-rules";
import { figureSections } from "./figure-sections";
import { FEWEST, tooFew } from "./measure";
import type { ReportSection } from "./report-schema";
import { day } from "./report-words";
import { figuresHash, type Responses } from "./response-schema";
import type { Figures } from "./schema";

/**
 * What the figures on reviewing say of the campaign as a whole, in the sections that the screen has, and what control owners said of
 * them. Nobody is named: departments of fewer than five and figures by name are left out. A section that is withheld is left out
 * alone, and says in its place by whom, when and why.
 */
export function oversightSections(f: Figures, given: Responses): ReportSection[] {
  const parts = figureSections(nameless(f)).map(({ section, formula }): ReportSection => {
    const withheld = given.withheld.find((w) => withholds(w.section, section.id));
    const title = `Oversight: ${section.title.charAt(0).toLowerCase()}${section.title.slice(1)}`;
    const query =
      section.query.name === "oversight.figures"
        ? {
            ...section.query,
            href: screenOf(f.campaign, section.id),
            words: "The same figures on the screen",
          }
        : section.query;
    if (!withheld) return { ...section, title, query, formula };
    return {
      ...empty(section.id, title, f.campaign),
      query,
      claim: `Withheld by ${withheld.by} on ${day(withheld.at)} because: ${withheld.words ?? "(words erased)"}`,
    };
  });
  const left = parts.filter((p) => given.withheld.some((w) => withholds(w.section, p.id))).length;
  return [answerSection(f, given, { parts: parts.length, left }), ...parts];
}

const screenOf = (campaign: string, section: string) => `/campaigns/${campaign}/oversight#${section}`;

const empty = (id: string, title: string, campaign: string): ReportSection => ({
  id,
  title,
  claim: "",
  figures: [],
  equations: [],
  tables: [],
  plots: [],
  query: {
    name: "oversight.responses",
    href: screenOf(campaign, "response"),
    words: "The figures with what was said of them",
  },
  limits: [],
});

/** What control owners did about the figures, and whether these are the figures that they were shown. */
function answerSection(f: Figures, given: Responses, of: { parts: number; left: number }): ReportSection {
  const { responses, sealing } = given;
  const last = responses.at(-1);
  const without = sealingWords(sealing);
  const hash = figuresHash(f);
  const changed = responses.filter((r) => r.figures !== hash).length;
  return {
    ...empty("oversight", "Oversight", f.campaign),
    claim: last
      ? `${last.by} answered the figures on how people reviewed on ${day(last.at)}: ${choiceWords[last.choice]}.${last.figures === hash ? "" : ` ${changedSince}`}`
      : (without ?? "No control owner's answer to the figures on how people reviewed is recorded."),
    tables:
      responses.length === 0
        ? []
        : [
            {
              caption: "What control owners answered, the last one counts",
              columns: [
                { label: "By" },
                { label: "On" },
                { label: "What is done" },
                { label: "In their words" },
                { label: "The figures" },
              ],
              rows: responses.map((r) => [
                r.by,
                day(r.at),
                r.again ? `${choiceWords[r.choice]}: ${againWords(r.again)}` : choiceWords[r.choice],
                r.words ?? "(words erased)",
                r.figures === hash ? "those that stand here" : `others, ${r.figures.slice(0, 23)}`,
              ]),
              more: 0,
            },
          ],
    limits: [
      ...[keptWords(given), last ? without : null].flatMap((words) => words ?? []),
      ...(changed > 0
        ? [
            `The figures below are as the record stands now, ${hash.slice(0, 23)}. What later snapshots and second looks added has changed them since they were answered.`,
          ]
        : []),
      ...(of.left > 0
        ? [
            `${of.left} of ${of.parts} parts are left out: withheld, or made of what is, each with who withheld it, when and why in its place.`,
          ]
        : []),
      "These figures show a pattern, never a motive. They name nobody here, and none of them blocks anything.",
    ],
  };
}

/** The figures without anybody's own, and without a department of fewer than five, or one that the others would give away. */
function nameless(f: Figures): Figures {
  const teams = f.teams.map((t) => ({ ...t }));
  const small = (t: Figures["teams"][number]) => t.conduct.enough && t.conduct.reviewers < FEWEST.reviewers;
  const fold = (t: Figures["teams"][number]) => {
    t.conduct = tooFew(t.reviewers, FEWEST.reviewers, "few_reviewers");
  };
  const found = teams.filter(small);
  for (const t of found) fold(t);
  const left = () => teams.filter((t) => !t.conduct.enough).reduce((n, t) => n + t.reviewers, 0);
  while (found.length > 0 && left() < FEWEST.reviewers) {
    const [smallest] = teams.filter((t) => t.conduct.enough).sort((a, b) => a.reviewers - b.reviewers);
    if (!smallest) break;
    fold(smallest);
  }
  return { ...f, people: [], teams };
}

/** For whom these figures are not. */
export const figuresNotTold = (campaign: string, why: string): ReportSection => ({
  ...empty("oversight", "Oversight", campaign),
  claim: why,
  query: { name: "oversight.figures", href: `/campaigns/${campaign}`, words: "The oversight figures" },
});
