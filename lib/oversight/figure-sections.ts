import { agreementSection, directionSection, pullSection } from "./compared-sections";
import type { Conduct } from "./conduct";
import { challengeSection, indexSection } from "./conduct-sections";
import { drawSection } from "./draw-section";
import { type FigureSection, type Make, made } from "./figure-section";
import { countWords, indexWords, missingWords } from "./figure-words";
import type { Share } from "./measure";
import { paceSection } from "./pace-section";
import type { RepeatedReason } from "./reasons";
import { type Figures, type Why, whyNot } from "./schema";

/** Everything the figures say, one claim a section, in the order they are read. */
export function figureSections(f: Figures): FigureSection[] {
  const make: Make = (of, formula) => made(f.campaign, of, formula);
  const compared = [pullSection(f, make), agreementSection(f, make), directionSection(f, make)];
  return [
    ...(f.conduct.enough
      ? [
          indexSection(f.conduct, make),
          ...compared,
          challengeSection(f.conduct, make),
          paceSection(f, f.conduct, make),
        ]
      : [
          ...compared,
          make(
            {
              id: "conduct",
              title: "How people worked",
              claim: missingWords(f.conduct),
              limits: levelLimits(f.level),
            },
            [],
          ),
        ]),
    teamSection(f, make),
    drawSection(f, make),
  ];
}

function teamSection(f: Figures, make: Make): FigureSection {
  const cells = (c: {
    pace: { fast: Share };
    duplicates: Share;
    rubberStamp: Conduct["rubberStamp"];
    decided: number;
  }) => [
    c.decided.toLocaleString("en-GB"),
    countWords(c.pace.fast),
    countWords(c.duplicates),
    indexWords(c.rubberStamp),
  ];
  const columns = [
    { label: "Decided", numeric: true },
    { label: "Hasty" },
    { label: "Repeated reasons" },
    { label: "Index" },
  ];
  return make(
    {
      id: "teams",
      title: f.people.length > 0 ? "Teams and people" : "Teams",
      claim:
        f.teams.length === 0
          ? "Nobody has decided anything yet."
          : `${f.teams.filter((t) => t.conduct.enough).length} of ${f.teams.length} ${f.teams.length === 1 ? "department" : "departments"} can be told of.`,
      tables: [
        {
          caption: "By department",
          columns: [{ label: "Department" }, { label: "Reviewers", numeric: true }, ...columns],
          rows: [
            ...f.teams.flatMap((t) =>
              t.conduct.enough
                ? [[t.department || "no department known", String(t.reviewers), ...cells(t.conduct)]]
                : [],
            ),
            ...foldedRows(f.teams),
          ],
          more: 0,
        },
        ...(f.people.length > 0
          ? [
              {
                caption: "By name, as this campaign's settings allow",
                columns: [{ label: "Reviewer" }, ...columns],
                rows: f.people.map((p) => [
                  `${p.name}${p.simulated ? " (simulated)" : ""}`,
                  ...cells(p.conduct),
                ]),
                more: 0,
              },
            ]
          : []),
      ],
      limits: levelLimits(f.level),
    },
    [
      "A total needs five reviewers. Where the withheld teams hold fewer than five together, the smallest told one is withheld as well, so that no difference gives them away.",
    ],
  );
}

/** Teams that are not shown alone, in one row for each reason. */
function foldedRows(teams: Figures["teams"]): string[][] {
  const folded = new Map<Why, { teams: number; reviewers: number }>();
  for (const { conduct, reviewers } of teams) {
    if (conduct.enough) continue;
    const before = folded.get(conduct.why) ?? { teams: 0, reviewers: 0 };
    folded.set(conduct.why, { teams: before.teams + 1, reviewers: before.reviewers + reviewers });
  }
  return [...folded].map(([why, of]) => [
    `${of.teams} ${why === "few_reviewers" ? "smaller" : "other"} ${of.teams === 1 ? "team" : "teams"}`,
    String(of.reviewers),
    "",
    why === "few_reviewers" ? "not shown alone" : whyNot[why],
    "",
    "",
  ]);
}

/** The reasons that were given most often, as words. */
export function reasonsSection(campaign: string, reasons: readonly RepeatedReason[]): FigureSection {
  const [first] = reasons;
  return made(
    campaign,
    {
      id: "reasons",
      title: "Reasons given again and again",
      claim: first
        ? `The reason given most often was given ${first.times.toLocaleString("en-GB")} times, by ${first.reviewers} ${first.reviewers === 1 ? "person" : "people"}.`
        : "No reason was given again and again that this campaign's settings allow to be shown.",
      tables: first
        ? [
            {
              caption: "Most repeated reasons",
              columns: [
                { label: "In their words" },
                { label: "Times", numeric: true },
                { label: "Reviewers", numeric: true },
                { label: "Who" },
              ],
              rows: reasons.map((r) => [
                r.words ?? "Not shown: nearly the same, each wording given by fewer than five",
                r.times.toLocaleString("en-GB"),
                String(r.reviewers),
                r.names.join(", "),
              ]),
              more: 0,
            },
          ]
        : [],
      limits: [
        "A reason can be given often because it is true often. One that fewer than five people gave is shown only where all of them are told of by name, and so is a wording among reasons that are nearly the same; erased words are not among these.",
      ],
    },
    ["Reasons count as one where 0.7 of their pairs of neighbouring words are the same (Jaccard)."],
  );
}

function levelLimits(level: Figures["level"]): string[] {
  if (level === "off") return ["This campaign's settings leave figures on how people worked out."];
  if (level === "teams")
    return [
      "This campaign tells how people worked of five reviewers or more together, and of nobody by name.",
    ];
  return [
    "This campaign tells how people worked by name, each figure from 20 answers on, save for departments and locations set otherwise.",
  ];
}
