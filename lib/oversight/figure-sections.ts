import { agreementSection, directionSection, pullSection } from "./compared-sections";
import type { Conduct } from "./conduct";
import { challengeSection, indexSection } from "./conduct-sections";
import { type FigureSection, type Make, made } from "./figure-section";
import { countWords, indexWords, missingWords } from "./figure-words";
import type { Share } from "./measure";
import { paceSection } from "./pace-section";
import type { Figures } from "./schema";

/** Everything the figures say, one claim a section, in the order they are read. */
export function figureSections(f: Figures): FigureSection[] {
  const make: Make = (of, formula) => made(f.campaign, of, formula);
  return [
    pullSection(f, make),
    agreementSection(f, make),
    directionSection(f, make),
    ...(f.conduct.enough
      ? [challengeSection(f.conduct, make), paceSection(f, f.conduct, make), indexSection(f.conduct, make)]
      : [
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
          rows: f.teams.map((t) => [
            t.department || "no department known",
            String(t.reviewers),
            ...(t.conduct.enough ? cells(t.conduct) : ["", missingWords(t.conduct), "", ""]),
          ]),
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
