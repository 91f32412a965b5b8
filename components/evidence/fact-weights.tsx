import { cn } from "@/components/ui/cn";
import { Disclosure } from "@/components/ui/disclosure";
import { Cell, HeadCell, Table, TableBody, TableHead, TableRow } from "@/components/ui/table";
import { ZeroBar } from "@/components/ui/zero-bar";
import type { WeightsView } from "@/lib/evidence/need-queries";
import { weightText } from "./need-words";

type Fact = NonNullable<WeightsView["weights"]["facts"][keyof WeightsView["weights"]["facts"]]>;
type Bin = Fact["bins"][number];

const n = (x: number) => x.toLocaleString("en-GB");

/** What a fact weighs by its value: a curve of bars for numbers, a row a value for the rest, and the table behind it. */
export function FactWeightsView({ title, fact }: { title: string; fact: Fact }) {
  const ranged = fact.bins.length > 6;
  const most = Math.max(500, ...fact.bins.map((b) => Math.abs(b.weight)));
  const rows = fact.bins.map((bin, i) => ({ bin, words: valueWords(bin, fact.bins[i - 1]) }));
  const table = (
    <Table caption={`${title}: what each value weighs`}>
      <TableHead>
        <HeadCell>Value</HeadCell>
        <HeadCell className="w-40">Weight</HeadCell>
        <HeadCell numeric>Units</HeadCell>
        <HeadCell>Learnt from</HeadCell>
      </TableHead>
      <TableBody>
        {rows.map(({ bin, words }) => (
          <TableRow key={words}>
            <Cell>{words}</Cell>
            <Cell className="max-sm:hidden">
              <ZeroBar value={bin.weight} most={most} outlined={!bin.fitted} className="my-1 w-40" />
            </Cell>
            <Cell numeric label="Units">
              {weightText(bin.weight)}
            </Cell>
            <Cell label="Learnt from">
              {bin.fitted ? `${n(bin.n)} grants, ${n(bin.revoked)} removed` : learntFrom(fact)}
            </Cell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
  return (
    <section aria-label={title} className="grid gap-1">
      <h3 className="text-base">{title}</h3>
      {ranged ? (
        <>
          <Curve bins={fact.bins} most={most} />
          <Disclosure summary="The figures">{table}</Disclosure>
        </>
      ) : (
        table
      )}
    </section>
  );
}

const learntFrom = (fact: Fact) =>
  fact.bins.some((b) => b.fitted) ? "none there, carried on" : "nothing: set by hand";

/** "up to 30", "31 to 90", "over 90", or the value itself. */
function valueWords(bin: Bin, before: Bin | undefined): string {
  if (!("upTo" in bin)) return bin.value === true ? "it is so" : String(bin.value).replace(/_/gu, " ");
  const from = before && "upTo" in before ? before.upTo : null;
  if (bin.upTo === null) return from === null ? "any" : `over ${n(from)}`;
  if (from === null) return bin.upTo === 0 ? "none" : `up to ${n(bin.upTo)}`;
  return from + 1 === bin.upTo ? n(bin.upTo) : `${n(from + 1)} to ${n(bin.upTo)}`;
}

const HEIGHT = 72;

/** Bars up for need and down against it, one a bin, in the order of the values; outlined where nothing was there to learn from. */
function Curve({ bins, most }: { bins: readonly Bin[]; most: number }) {
  const width = 100 / bins.length;
  const first = bins[0];
  const last = bins.at(-2) ?? bins.at(-1);
  return (
    <div>
      <svg aria-hidden="true" width="100%" height={HEIGHT} className="block max-w-2xl">
        {bins.map((bin, i) => {
          const size = (Math.abs(bin.weight) / most) * (HEIGHT / 2 - 2);
          return (
            <rect
              key={valueWords(bin, bins[i - 1])}
              x={`${(i * width + width * 0.12).toFixed(2)}%`}
              y={bin.weight < 0 ? HEIGHT / 2 : HEIGHT / 2 - size}
              width={`${(width * 0.76).toFixed(2)}%`}
              height={Math.max(size, 0.5)}
              className={cn("stroke-ink-2", bin.fitted ? "fill-ink-2" : "fill-none")}
            />
          );
        })}
        <line x1="0" x2="100%" y1={HEIGHT / 2} y2={HEIGHT / 2} className="stroke-control" />
      </svg>
      <p aria-hidden className="flex max-w-2xl justify-between text-sm text-ink-3">
        <span>{first ? valueWords(first, undefined) : ""}, up speaks for need</span>
        <span>{last && "upTo" in last && last.upTo !== null ? `over ${n(last.upTo)}` : ""}</span>
      </p>
    </div>
  );
}
