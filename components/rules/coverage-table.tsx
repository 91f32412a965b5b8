import { cn } from "@/components/ui/cn";
import { Disclosure } from "@/components/ui/disclosure";
import type { CoverageView } from "@/lib/campaigns/schema";
import {
  type Application,
  applicationOf,
  type Cell,
  cellText,
  cellWords,
  headOf,
  keyOf,
  type Shade,
  shadeOf,
} from "./coverage-words";
import { number, things } from "./words";

const shades: Record<Shade, string> = {
  none: "text-ink-2",
  some: "bg-attention-bg text-attention",
  many: "bg-finding-bg font-medium text-finding",
  blind: "text-ink-3 [background:repeating-linear-gradient(135deg,var(--sunken)_0_4px,transparent_4px_8px)]",
};

const legend: readonly [Shade, string, string][] = [
  ["none", "0", "checked, nothing found"],
  ["some", "4", "found in under a tenth"],
  ["many", "40", "found in a tenth or more"],
  ["none", "0 ?", "some could not be checked"],
  ["blind", "?", "none could be checked"],
];

interface CoverageTableProps {
  view: CoverageView;
  chosen: string | null;
  onChoose: (key: string) => void;
}

/** Applications down, rules across; a number a cell, shaded, and "?" where a source is silent. Narrow: a list. */
export function CoverageTable({ view, chosen, onChoose }: CoverageTableProps) {
  const cells = new Map(view.cells.map((c) => [keyOf(c), c]));
  const cellOf = (a: Application, rule: string) =>
    cells.get(keyOf({ sourceId: a.sourceId, applicationId: a.applicationId, rule }));
  return (
    <div className="grid gap-3">
      <ul className="flex flex-wrap gap-x-5 gap-y-1 text-sm text-ink-2 max-lg:hidden">
        {legend.map(([shade, text, words]) => (
          <li key={words} className="flex items-center gap-2">
            <span
              className={cn(
                "inline-flex h-6 min-w-8 items-center justify-center rounded-sm border border-line px-1",
                shades[shade],
              )}
            >
              {text}
            </span>
            {words}
          </li>
        ))}
      </ul>
      <div className="overflow-x-auto max-lg:hidden">
        <table className="border-separate border-spacing-0.5">
          <caption className="sr-only">
            Of each application and rule: how many items it found, and where it could not be checked
          </caption>
          <thead>
            <tr>
              <th scope="col" className="pr-4 pb-1 text-left align-bottom text-sm font-medium text-ink-2">
                Application
              </th>
              <th scope="col" className="px-2 pb-1 text-right align-bottom text-sm font-medium text-ink-2">
                Items
              </th>
              {view.rules.map((r) => (
                <th
                  key={r.id}
                  scope="col"
                  title={r.name}
                  className="h-36 w-10 pb-1 align-bottom text-sm font-normal text-ink-2"
                >
                  <span className="mx-auto block max-h-34 [writing-mode:vertical-rl] rotate-180 text-left whitespace-nowrap">
                    {headOf(r, view.rules)}
                  </span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {view.applications.map((a) => (
              <tr key={`${a.sourceId} ${a.applicationId}`}>
                <th
                  scope="row"
                  className="max-w-64 min-w-40 truncate pr-4 text-left font-normal"
                  title={applicationOf(a)}
                >
                  {applicationOf(a)}
                </th>
                <td className="px-2 text-right text-ink-2">{number(a.items)}</td>
                {view.rules.map((r) => (
                  <td key={r.id} className="p-0">
                    <CellButton cell={cellOf(a, r.id)} view={view} chosen={chosen} onChoose={onChoose} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <ul className="grid gap-3 lg:hidden">
        {view.applications.map((a) => (
          <Told
            key={`${a.sourceId} ${a.applicationId}`}
            application={a}
            view={view}
            cells={view.rules.flatMap((r) => cellOf(a, r.id) ?? [])}
          />
        ))}
      </ul>
    </div>
  );
}

function CellButton({
  cell,
  view,
  chosen,
  onChoose,
}: { cell: Cell | undefined; view: CoverageView } & Pick<CoverageTableProps, "chosen" | "onChoose">) {
  if (!cell)
    return <span className="block h-7 min-w-10 text-center text-ink-3" title="This rule is not asked here" />;
  const words = cellWords(cell, view);
  const key = keyOf(cell);
  return (
    <button
      type="button"
      title={words}
      aria-label={`${cellText(cell)}: ${words}`}
      aria-pressed={chosen === key}
      onClick={() => onChoose(key)}
      className={cn(
        "block h-7 w-full min-w-10 rounded-sm border border-line px-1 text-center text-sm whitespace-nowrap hover:border-ink-2",
        shades[shadeOf(cell)],
        chosen === key && "border-ink outline-2 outline-ink",
      )}
    >
      {cellText(cell)}
    </button>
  );
}

/** The same as a list: what was found, then what could not be checked. */
function Told({
  application,
  view,
  cells,
}: {
  application: Application;
  view: CoverageView;
  cells: readonly Cell[];
}) {
  const found = cells.filter((c) => c.failed > 0);
  const silent = cells.filter((c) => c.unknown > 0 && c.failed === 0);
  const name = (c: Cell) => view.rules.find((r) => r.id === c.rule)?.name ?? c.rule;
  return (
    <li className="min-w-0">
      <h2 className="font-medium [overflow-wrap:anywhere]">{applicationOf(application)}</h2>
      <Disclosure
        summary={
          <span className="text-sm">
            {things(application.items, "item")}, {things(cells.length, "rule")}:{" "}
            {found.length === 0 ? "nothing found" : `${number(found.length)} found something`}
            {silent.length > 0 ? `, ${number(silent.length)} more not checked throughout` : ""}
          </span>
        }
      >
        <ul className="text-sm">
          {[...found, ...silent].map((c) => (
            <li key={c.rule} className="flex justify-between gap-4 border-t border-line py-1">
              <span className="min-w-0 [overflow-wrap:anywhere]">{name(c)}</span>
              <span className="shrink-0 text-right text-ink-2">
                {c.failed > 0 ? <span className="text-finding">{number(c.failed)} found</span> : null}
                {c.failed > 0 && c.unknown > 0 ? ", " : ""}
                {c.unknown > 0 ? `${number(c.unknown)} not checked` : ""}
              </span>
            </li>
          ))}
        </ul>
      </Disclosure>
    </li>
  );
}
