import type { DraftProgress } from "@/lib/drafting/schema";

const number = new Intl.NumberFormat("en-GB");
const items = (n: number) => `${number.format(n)} ${n === 1 ? "item" : "items"}`;

/** How many items have a draft, of how many; one that is being drafted again has one. */
export function counted(p: DraftProgress): { done: number; of: number } {
  const done = p.ready + p.insufficient + p.late;
  return { done, of: done + p.failed + p.pending - p.redrafting };
}

/** "1,204 of 3,000 items drafted": the whole of it in one sentence. */
export function drafted(p: DraftProgress): string {
  const { done, of } = counted(p);
  return `${number.format(done)} of ${items(of)} drafted`;
}

/** About how long the rest takes; nothing where the pace is not known or nothing is left. */
export function left({ pending, secondsLeft }: DraftProgress): string | undefined {
  if (pending === 0 || secondsLeft === null) return undefined;
  if (secondsLeft < 60) return "less than a minute left";
  const minutes = Math.round(secondsLeft / 60);
  if (minutes < 90) return `about ${minutes} ${minutes === 1 ? "minute" : "minutes"} left`;
  return `about ${Math.round(minutes / 60)} hours left`;
}

/** Who drafts here from now on, in one sentence. */
export function drafter({ drafter: by, stopped, paused }: DraftProgress): string {
  if (!by) return "Rules draft here. Nothing is sent to a model.";
  const version = `version ${by.version} (${by.model}${by.connection === "local" ? ", local" : ""})`;
  if (stopped) return `Stopped here: ${version}. Rules draft what is left.`;
  if (paused) return `Left alone for now: ${version}.`;
  return `From now on: ${version}.`;
}

/** What became of the drafts, where there is something to say. */
export function outcomes(p: DraftProgress): string[] {
  return [
    p.insufficient > 0 ? `${items(p.insufficient)} with too little evidence for a recommendation` : undefined,
    p.late > 0 ? `${items(p.late)} opened before the draft was there, and decided without one` : undefined,
    p.redrafting > 0 ? `${items(p.redrafting)} to be drafted again` : undefined,
    p.turned > 0
      ? `${items(p.turned)} where somebody's text turned the draft, decided before it is shown`
      : undefined,
  ].filter((s) => s !== undefined);
}

/** What failed, why, and what it means. */
export function failure(p: DraftProgress): string | undefined {
  if (p.failed === 0) return undefined;
  const why = p.problem ? ` ${p.problem}` : "";
  return `${items(p.failed)} could not be drafted.${why} They can be reviewed from their evidence all the same.`;
}

/** A line for each drafter of the drafts that stand; of the rules, why they drafted where a model should have. */
export function makers(
  p: DraftProgress,
): { key: string; name: string; because: string | null; items: string }[] {
  return p.by.map(({ drafter: name, version, fellBack, items: n }) => ({
    key: `${name} ${version ?? ""} ${fellBack ?? ""}`,
    name: version === null ? name : `${name}, version ${version}`,
    because: fellBack,
    items: number.format(n),
  }));
}

/** Money from millionths: "€1.23"; small sums with as many places as say something. */
export function money(millionths: number, currency: string): string {
  const value = millionths / 1_000_000;
  const places = value !== 0 && value < 0.01 ? 6 : 2;
  return new Intl.NumberFormat("en-GB", {
    style: "currency",
    currency,
    minimumFractionDigits: 2,
    maximumFractionDigits: places,
  }).format(value);
}

/** What the drafts cost so far against what they may, as terms and values; empty where no model was asked or may be. */
export function costs({ spent, budget, drafter: by }: DraftProgress): { term: string; value: string }[] {
  if (spent.calls === 0 && by === null) return [];
  const tokens = spent.inputTokens + spent.outputTokens;
  const currency = spent.currency ?? budget.currency;
  const most =
    budget.money !== null && budget.currency !== null ? money(budget.money * 10_000, budget.currency) : null;
  return [
    ...(currency !== null
      ? [{ term: "Cost", value: of(money(spent.cost, currency), most) }]
      : [{ term: "Cost", value: "No price is typed for this model" }]),
    {
      term: "Tokens",
      value: of(number.format(tokens), budget.tokens === null ? null : number.format(budget.tokens)),
    },
    { term: "Calls", value: number.format(spent.calls) },
    ...(spent.inputTokens > 0
      ? [
          {
            term: "Read from the provider's cache",
            value: `${Math.round((100 * spent.cachedTokens) / spent.inputTokens)} % of what was sent`,
          },
        ]
      : []),
  ];
}

const of = (used: string, most: string | null) =>
  most === null ? `${used}, no limit` : `${used} of ${most}`;
