import type { FigureSection, Make } from "./figure-section";
import type { Figures } from "./schema";

const share = (rate: number) => `${(rate / 100).toFixed(rate % 100 === 0 ? 0 : 2)} %`;
const count = (n: number) => n.toLocaleString("en-GB");

/** How items were drawn by lot, what proves that nobody chose them, and what was left out of the comparison. */
export function drawSection(f: Figures, make: Make): FigureSection {
  const { draw, population: p } = f;
  return make(
    {
      id: "draw",
      title: "How items were drawn",
      claim: draw
        ? `Items were drawn by a secret to which the log committed before the first of them was served; ${draw.revealed ? "it has been told, so that anybody can draw again" : "it is told when the campaign has ended"}.`
        : "Nothing was drawn by lot, so what a draft does to decisions cannot be told from this campaign.",
      figures: draw
        ? [
            {
              label: "Decided before the draft",
              value: share(draw.blindRate),
              note: "of items that can be drawn",
            },
            {
              label: "Without a draft",
              value: share(draw.undraftedRate),
              note: "of items that can be drawn",
            },
            { label: "Commitment", value: draw.commitment, note: "SHA-256 of the secret" },
            { label: "Secret", value: draw.revealed ? "told in the log" : "not told yet" },
          ]
        : [],
      equations: [
        {
          whole: { label: "items", value: p.items },
          parts: [
            { label: "decided", value: p.decided },
            { label: "not decided", value: p.items - p.decided },
          ],
        },
      ],
      tables: [
        {
          caption: "What is compared, and what is left out",
          columns: [{ label: "Decided items" }, { label: "Items", numeric: true }],
          rows: [
            ["Compared, draft shown first", count(p.assisted)],
            ["Compared, decided before it", count(p.blind)],
            ["Not compared: without a recommendation", count(p.notCompared)],
            [
              "Among those compared, not in the difference: the lot could not have drawn it, or a text had turned its draft",
              count(p.leftOut),
            ],
            ["Among all of them: decided without a draft, by lot", count(p.noDraftByLot)],
            ["Among all of them: decided first because a text had turned the draft", count(p.turnedByText)],
            ["Among all of them: decided together with others in one act", count(p.together)],
          ],
          more: 0,
        },
      ],
      query: {
        name: "log.entries",
        href: `/log?campaign=${f.campaign}`,
        words: "the entries that commit to the lot and tell its secret",
      },
      limits: [
        "The verifier draws again with the told secret and holds each item against it; this page does not.",
      ],
    },
    draw
      ? [
          "A unit, an item or all that are alike, is drawn where HMAC-SHA256(secret, label, unit, reviewer) modulo 10,000 is below the rate, up to a fifth of a reviewer's list.",
        ]
      : [],
  );
}
