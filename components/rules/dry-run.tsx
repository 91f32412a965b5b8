import { Callout } from "@/components/ui/callout";
import { Disclosure } from "@/components/ui/disclosure";
import { calendarDate } from "@/components/ui/time-distance";
import type { Rule } from "@/lib/evidence/rules";
import type { ComparedRule, DoneDryRun, DryRun, RuleExample } from "@/lib/rules/schema";
import { changeWords, number, things } from "./words";

interface DryRunResultProps {
  run: DryRun;
  /** The rules it was of, and those of the version it was held against: for their names. */
  rules: readonly Rule[];
  base: readonly Rule[];
  /** The hash of the rules as they stand now. */
  now: string;
}

/** What the rules would find now, beside what those in force find: bars for the size, words and examples for the rest. */
export function DryRunResult({ run, rules, base, now }: DryRunResultProps) {
  if (run.state === "failed")
    return (
      <Callout tone="finding" title="The dry run failed">
        {run.problem}
      </Callout>
    );
  const names = new Map([...base, ...rules].map((r) => [r.id, r.name]));
  const name = (id: string) => names.get(id) ?? id;
  const moved = run.rules.filter((r) => changeWords(r) !== "");
  const same = run.rules.filter((r) => changeWords(r) === "");
  const most = Math.max(1, ...run.rules.map((r) => Math.max(r.before?.failed ?? 0, r.after?.failed ?? 0)));
  return (
    <div className="grid gap-4">
      {run.hash === now ? null : (
        <Callout tone="attention" title="Of an earlier state">
          The rules were changed since; try them again.
        </Callout>
      )}
      <Whole run={run} />
      {moved.length === 0 ? (
        <p>Every rule finds what it finds by version {run.against}.</p>
      ) : (
        <ul className="grid gap-3 border-t border-line pt-3">
          {[...moved]
            .sort((a, b) => b.added + b.gone - (a.added + a.gone))
            .map((r) => (
              <li key={r.id} className="min-w-0">
                <p className="font-medium [overflow-wrap:anywhere]">{name(r.id)}</p>
                <p className="text-sm text-ink-2">
                  {changeWords(r)}
                  <Unchecked rule={r} />
                </p>
                <Bars
                  before={r.before?.failed ?? null}
                  after={r.after?.failed ?? null}
                  most={most}
                  than={run.against}
                />
                <Examples
                  title={`${things(r.added, "item")} newly found`}
                  total={r.added}
                  examples={r.addedExamples}
                />
                <Examples
                  title={`${things(r.gone, "item")} no longer found`}
                  total={r.gone}
                  examples={r.goneExamples}
                />
              </li>
            ))}
        </ul>
      )}
      {same.length > 0 ? (
        <Disclosure
          summary={`${things(same.length, "rule")} ${same.length === 1 ? "finds" : "find"} the same`}
        >
          <ul className="grid gap-1 text-sm">
            {same.map((r) => (
              <li key={r.id} className="flex justify-between gap-4">
                <span className="min-w-0 [overflow-wrap:anywhere]">{name(r.id)}</span>
                <span className="shrink-0 text-ink-2">
                  {number(r.after?.failed ?? 0)} found
                  <Unchecked rule={r} />
                </span>
              </li>
            ))}
          </ul>
        </Disclosure>
      ) : null}
    </div>
  );
}

function Whole({ run }: { run: DoneDryRun }) {
  const { before, after } = run.found;
  const oldest = run.sources.map((s) => s.asOf).sort()[0];
  return (
    <div>
      <p>
        Of {things(run.items, "item")}, {number(after)} would have a finding; {number(before)} have one by
        version {run.against}.
      </p>
      <Bars before={before} after={after} most={Math.max(1, before, after)} than={run.against} />
      <p className="mt-1 text-sm text-ink-2">
        Tried on {calendarDate(run.at)} over {things(run.sources.length, "source")}
        {oldest ? `, the oldest of ${calendarDate(oldest)}` : ""}. Nothing was written but this result.
      </p>
    </div>
  );
}

function Unchecked({ rule: { before, after } }: { rule: ComparedRule }) {
  const now = after?.unknown ?? 0;
  const was = before?.unknown ?? 0;
  if (now === 0 && was === 0) return null;
  const change = before && after && now !== was ? ` (${number(was)} before)` : "";
  return after ? `; ${number(now)} cannot be checked${change}` : null;
}

/** Two counts on one scale: by the version in force, and by this one. A side that is not there says so. */
function Bars({
  before,
  after,
  most,
  than,
}: {
  before: number | null;
  after: number | null;
  most: number;
  than: number;
}) {
  return (
    <dl className="mt-1 grid grid-cols-[4.5rem_minmax(0,1fr)_4.5rem] items-center gap-x-3 text-sm">
      <Bar term={`Version ${than}`} value={before} most={most} fill="fill-ink-3" />
      <Bar term="This one" value={after} most={most} fill="fill-accent" />
    </dl>
  );
}

function Bar({
  term,
  value,
  most,
  fill,
}: {
  term: string;
  value: number | null;
  most: number;
  fill: string;
}) {
  return (
    <>
      <dt className="text-ink-2">{term}</dt>
      <dd className="contents">
        <svg aria-hidden width="100%" height="8" className="block">
          <rect y="1" width="100%" height="6" className="fill-sunken" />
          {value === null ? null : (
            <rect y="1" width={`${((value / most) * 100).toFixed(2)}%`} height="6" className={fill} />
          )}
        </svg>
        <span className="text-right">{value === null ? "not asked" : number(value)}</span>
      </dd>
    </>
  );
}

function Examples({
  title,
  total,
  examples,
}: {
  title: string;
  total: number;
  examples: readonly RuleExample[];
}) {
  if (examples.length === 0) return null;
  return (
    <Disclosure summary={<span className="text-sm">{title}</span>}>
      <ul className="grid gap-1 text-sm">
        {examples.map((e, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two examples can say the same; the list never changes.
          <li key={i} className="[overflow-wrap:anywhere]">
            {e.subject}: {e.access}
            {e.access === e.application ? "" : ` in ${e.application}`}
            {e.reason === null ? "" : <span className="text-ink-2">, {e.reason}</span>}
          </li>
        ))}
        {total > examples.length ? (
          <li className="text-ink-2">and {number(total - examples.length)} more</li>
        ) : null}
      </ul>
    </Disclosure>
  );
}
