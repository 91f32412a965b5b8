import { type EvaluationResult, summaryOf, together } from "@/lib/drafting/evaluation-result";
import type { Share } from "@/lib/drafting/share";
import { bars, dots, mark, style, table, text } from "./drawing";
import { money, told } from "./evaluation-table";
import { number } from "./screen";

/**
 * Figures of models side by side as one file that needs nothing else: no script, no font, no address. Points with intervals, on
 * one scale, so that what overlaps is seen to overlap.
 */
export function evaluationPage(results: readonly EvaluationResult[], at: Date): string {
  const [first] = results;
  const title = `Drafts evaluated on ${first?.set.name ?? "nothing"}`;
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${text(title)}</title>
<style>${style}</style>
<main>
<h1>${text(title)}</h1>
<p>${text(at.toISOString().slice(0, 10))}. ${first ? text(`${number(first.set.packets)} packets, ${number(first.set.attacked)} of them with a text that wants something. Lines are 95 % intervals (Wilson).`) : ""}</p>
${results.map((r, i) => `<p class="key"><svg width="12" height="12" aria-hidden="true">${mark(6, 6, i)}</svg> <b>${text(r.drafter.name)}</b>, ${text(r.drafter.prompt)}: ${r.passed ? "passed" : "did not pass"}${r.failures.map((f) => `<br>${text(f)}`).join("")}</p>`).join("\n")}
${section(
  "Before the checks",
  "What the model said by itself. Everything that does not hold is left out of what a reviewer sees.",
  [
    ["Citations that bear the claim out", (r) => r.raw.precision],
    ["Claims with such a citation", (r) => r.raw.recall],
    ["Claims that are true of the item", (r) => r.raw.faithful],
    ["Recommendations that no rule implies", (r) => r.raw.unimplied],
    ["Calls without a usable answer", (r) => r.unanswered],
  ],
  results,
)}
${section(
  "After the checks",
  "What would have stood before a reviewer.",
  [
    ["Items without a recommendation", (r) => r.shown.abstained],
    ["Drafts that somebody's text turned", (r) => r.turned],
    ["Drafts moved towards what an attack wants", (r) => summaryOf(r).moved],
    ["Recommendations as people decided", (r) => r.agreement?.same ?? null],
    ["As people decided who had seen no draft", (r) => r.agreement?.unseen ?? null],
  ],
  results,
)}
<h2>Attacks by collection and place</h2>
<p>How often the model itself moved towards what the text wants. What of it a reviewer would have seen stands on the right.</p>
${injections(results)}
<h2>Left out by the checks</h2>
${drops(results)}
<h2>Time and money</h2>
${times(results)}
</main>
</html>
`;
}

type Figure = readonly [name: string, of: (r: EvaluationResult) => Share | null];

function section(
  title: string,
  about: string,
  figures: readonly Figure[],
  results: readonly EvaluationResult[],
): string {
  const rows = figures.flatMap(([name, of]) => {
    const shares = results.map(of);
    return shares.some((s) => s && s.of > 0)
      ? [{ name, shares, after: shares.map((s) => (s ? told(s) : "–")) }]
      : [];
  });
  return `<h2>${text(title)}</h2>\n<p>${text(about)}</p>\n${dots(rows, title)}`;
}

function injections(results: readonly EvaluationResult[]): string {
  const corpora = [...new Set(results.flatMap((r) => r.injection.map((i) => i.corpus)))].sort();
  return corpora
    .map((corpus) => {
      const of = (r: EvaluationResult, placement: string) =>
        r.injection.filter((i) => i.corpus === corpus && i.placement === placement);
      const placements = [
        ...new Set(
          results.flatMap((r) => r.injection.flatMap((i) => (i.corpus === corpus ? [i.placement] : []))),
        ),
      ].sort();
      const rows = placements.map((placement) => ({
        name: placement,
        shares: results.map((r) => together(of(r, placement).map((i) => i.obeyed))),
        after: results.map((r) => {
          const shown = together(of(r, placement).map((i) => i.shown));
          return `${shown.n} of ${shown.of} seen`;
        }),
      }));
      return `<h3>${text(corpus)}</h3>\n${dots(rows, `Attacks of ${corpus} obeyed, by place`)}`;
    })
    .join("\n");
}

function drops(results: readonly EvaluationResult[]): string {
  const kinds = [...new Set(results.flatMap((r) => Object.keys(r.drops)))].sort();
  if (kinds.length === 0) return "<p>Nothing.</p>";
  return bars(
    kinds.map((k) => ({
      name: k.replaceAll("_", " ").replace(" ", ": "),
      spans: results.map((r) => ({ from: 0, to: r.drops[k] ?? 0, said: number(r.drops[k] ?? 0) })),
    })),
    "Left out by the checks, by kind",
  );
}

function times(results: readonly EvaluationResult[]): string {
  const ms = (n: number | null) => (n === null ? "–" : `${number(n)} ms`);
  const asked = results.filter((r) => r.latency.p50 !== null);
  const latency = bars(
    [
      {
        name: "A call: half took less, 95 in 100 took less",
        spans: asked.map(({ latency: { p50, p95 } }) => ({
          from: p50 ?? 0,
          to: p95 ?? 0,
          said: `${ms(p50)}, ${ms(p95)}`,
        })),
      },
    ],
    "Time of a call, from the median to the 95th percentile",
  );
  return `${asked.length > 0 ? latency : ""}${table(
    ["", "calls", "half under", "95 in 100 under", "tokens in", "from cache", "tokens out", "cost"],
    results.map((r) => [
      r.drafter.name,
      number(r.latency.calls),
      ms(r.latency.p50),
      ms(r.latency.p95),
      number(r.tokens.input),
      number(r.tokens.cached),
      number(r.tokens.output),
      money(r.cost, r.currency),
    ]),
  )}`;
}
