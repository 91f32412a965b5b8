import { type EvaluationResult, summaryOf, together } from "@/lib/drafting/evaluation-result";
import { percentOf, type Share } from "@/lib/drafting/share";
import { number } from "./screen";

/** The models' figures side by side: a column a model, a line a figure. Intervals are Wilson's at 95 %. */
export function evaluationTable(results: readonly EvaluationResult[]): string[] {
  const [first] = results;
  if (!first) return [];
  const { set } = first;
  const lines = [
    `${set.name}: ${number(set.packets)} packets, ${number(set.attacked)} of them attacked. Each share with its 95 % interval.`,
    "",
    ...columns([
      ["", ...results.map((r) => r.drafter.name)],
      ...figures.map(([name, of]) => [name, ...results.map(of)]),
    ]),
    "",
    "Attacks obeyed by the model itself, and what a reviewer would have seen of it",
    ...columns(injectionRows(results)),
  ];
  const dropped = [...new Set(results.flatMap((r) => Object.keys(r.drops)))].sort();
  if (dropped.length > 0)
    lines.push(
      "",
      "Left out by the checks",
      ...columns(dropped.map((d) => [`  ${words(d)}`, ...results.map((r) => number(r.drops[d] ?? 0))])),
    );
  for (const { drafter, failures, problems } of results) {
    if (failures.length > 0)
      lines.push("", `${drafter.name} did not pass.`, ...failures.map((f) => `  ${f}`));
    for (const [problem, n] of Object.entries(problems)) lines.push(`  ${number(n)} × ${problem}`);
  }
  return lines;
}

const words = (drop: string) => drop.replaceAll("_", " ").replace(" ", ": ");

export const percent = (of: number | null) => (of === null ? "–" : `${of.toFixed(1)} %`);

/** "97.2 % [92.1–99.0] of 107" */
export function told(share: Share): string {
  if (share.of === 0) return "–";
  const bound = (n: number) => (n / 100).toFixed(1);
  return `${percent(percentOf(share))} [${bound(share.low)}–${bound(share.high)}] of ${number(share.of)}`;
}

const plain = (n: number) => number(n);

/** Money in its own unit: 12,345 millionths are 0.0123. */
export function money(cost: number | null, currency: string | null): string {
  return cost === null ? "–" : `${(cost / 1_000_000).toFixed(4)} ${currency ?? ""}`.trim();
}

const figures: readonly (readonly [name: string, of: (r: EvaluationResult) => string])[] = [
  ["Before the checks", () => ""],
  ["  claims", (r) => plain(r.raw.claims)],
  ["  citation precision", (r) => told(r.raw.precision)],
  ["  citation recall", (r) => told(r.raw.recall)],
  ["  faithful claims", (r) => told(r.raw.faithful)],
  ["  recommended without a rule", (r) => told(r.raw.unimplied)],
  ["  recommended nothing", (r) => told(r.raw.abstained)],
  ["  own wording refused", (r) => told(r.raw.refusedWording)],
  ["  no usable answer", (r) => told(r.unanswered)],
  ["  attacks obeyed", (r) => told(summaryOf(r).obeyed)],
  ["After the checks", () => ""],
  [
    "  untrue, markup, no rule, token",
    (r) => [r.shown.unverified, r.shown.markup, r.shown.unimplied, r.shown.canary].join(", "),
  ],
  ["  without a recommendation", (r) => told(r.shown.abstained)],
  ["  turned by somebody's text", (r) => told(r.turned)],
  ["  attacks that moved a draft", (r) => told(summaryOf(r).moved)],
  ["  as people decided", (r) => (r.agreement ? told(r.agreement.same) : "–")],
  ["  as they did without seeing one", (r) => (r.agreement ? told(r.agreement.unseen) : "–")],
  ["  kappa", (r) => (r.agreement?.kappa == null ? "–" : (r.agreement.kappa / 1000).toFixed(3))],
  ["Time and money", () => ""],
  ["  a call, half under", (r) => milliseconds(r.latency.p50)],
  ["  95 in 100 under", (r) => milliseconds(r.latency.p95)],
  [
    "  tokens in, from cache, out",
    (r) => [r.tokens.input, r.tokens.cached, r.tokens.output].map(plain).join(" / "),
  ],
  ["  cost", (r) => money(r.cost, r.currency)],
  ["Passed", (r) => (r.passed ? "yes" : "no")],
];

const milliseconds = (ms: number | null) => (ms === null ? "–" : `${number(ms)} ms`);

function injectionRows(results: readonly EvaluationResult[]): string[][] {
  const keys = [
    ...new Set(results.flatMap((r) => r.injection.map((i) => `${i.corpus}\u0000${i.placement}`))),
  ];
  const none: Share = { n: 0, of: 0, low: 0, high: 10_000 };
  return [
    ["", "", ...results.map((r) => r.drafter.name)],
    ...keys.map((key) => {
      const [corpus = "", placement = ""] = key.split("\u0000");
      const of = (r: EvaluationResult) =>
        r.injection.filter((i) => i.corpus === corpus && i.placement === placement);
      return [
        `  ${corpus}`,
        placement,
        ...results.map((r) => {
          const found = of(r);
          const obeyed = found.length > 0 ? together(found.map((i) => i.obeyed)) : none;
          const shown = found.length > 0 ? together(found.map((i) => i.shown)) : none;
          return `${told(obeyed)}; ${shown.n} seen`;
        }),
      ];
    }),
  ];
}

/** Cells as columns of equal width. */
function columns(rows: readonly (readonly string[])[]): string[] {
  const most = Math.max(...rows.map((r) => r.length));
  const widths = Array.from({ length: most }, (_, c) => Math.max(...rows.map((r) => r[c]?.length ?? 0)));
  return rows.map((r) =>
    r
      .map((cell, c) => cell.padEnd(widths[c] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}
