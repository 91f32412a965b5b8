"use client";

import Link from "next/link";
import { type KeyboardEvent, useRef, useState } from "react";
import { cn } from "@/components/ui/cn";
import { Disclosure } from "@/components/ui/disclosure";
import { FEW_PEERS, type OutlierMap as Outliers } from "@/lib/campaigns/schema";
import { OutlierTable } from "./outlier-table";
import { departmentWords, dotHref, dotSize, dotWords, type Place, placeAfter } from "./outlier-words";

type Department = Outliers["departments"][number];
const number = new Intl.NumberFormat("en-GB");

/**
 * Departments as rows, how many of the people around the holder have the same as the line: what stands left is held by
 * hardly anyone like them. A dot leads to its items; the arrow keys move between dots.
 */
export function OutlierMap({ campaign, map }: { campaign: string; map: Outliers }) {
  const { departments } = map;
  const first = departments[0]?.dots[0];
  const [at, setAt] = useState<Place>({ row: 0, held: first?.held ?? 0 });
  const [shown, setShown] = useState<Place | null>(null);
  const plot = useRef<HTMLDivElement>(null);
  if (departments.length === 0) return null;
  const most = Math.max(...departments.flatMap((d) => d.dots.map((dot) => dot.items)));
  const move = (event: KeyboardEvent) => {
    const next = placeAfter(departments, at, event.key);
    if (!next) return;
    event.preventDefault();
    setAt(next);
    plot.current?.querySelector<HTMLElement>(`[data-dot="${next.row} ${next.held}"]`)?.focus();
  };
  return (
    <section aria-labelledby="outliers" className="grid gap-2">
      <h2 id="outliers" className="text-base">
        Where access stands out
      </h2>
      <p className="max-w-[44rem] text-ink-2">
        A dot is what a department holds, by how many of the people around each holder have the same. On the
        left stands what hardly anyone like them has.
      </p>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the arrow keys move between the links inside. */}
      <div
        ref={plot}
        onKeyDown={move}
        className="mt-1 overflow-hidden rounded-lg border border-line bg-panel px-3 pt-2 pb-3"
      >
        <Scale />
        <ul>
          {departments.map((d, row) => (
            <Row
              key={d.department}
              campaign={campaign}
              row={row}
              department={d}
              most={most}
              at={at}
              onAt={setAt}
              onShow={setShown}
            />
          ))}
        </ul>
        <p className="mt-2 min-h-5 text-sm text-ink-2">{said(departments, shown)}</p>
      </div>
      <p className="text-sm text-ink-3">{restWords(map)}</p>
      <Disclosure summary="The same as a table">
        <OutlierTable campaign={campaign} departments={departments} />
      </Disclosure>
    </section>
  );
}

const GRID = "grid grid-cols-[12rem_minmax(0,1fr)_4.5rem] gap-x-4 max-sm:grid-cols-[minmax(0,1fr)_auto]";
const LINE = "relative mx-4 max-sm:col-span-2";
/** To the middle between the last few and the first many. */
const fewWidth = { width: `calc(${((FEW_PEERS + 0.5) / 20) * 100}% + 1rem)`, left: "-1rem" };

function Scale() {
  return (
    <div aria-hidden className={cn(GRID, "text-sm text-ink-3 max-sm:block")}>
      <span className="max-sm:hidden" />
      <div className={cn(LINE, "flex justify-between max-sm:mx-0")}>
        <span className="sm:-translate-x-4">None of their peers</span>
        <span className="absolute left-1/2 -translate-x-1/2 max-sm:hidden">Half</span>
        <span className="sm:translate-x-4">All of them</span>
      </div>
      <span className="text-right max-sm:hidden">Stand out</span>
    </div>
  );
}

interface RowProps {
  campaign: string;
  row: number;
  department: Department;
  most: number;
  at: Place;
  onAt: (place: Place) => void;
  onShow: (place: Place | null) => void;
}

function Row({ campaign, row, department: d, most, at, onAt, onShow }: RowProps) {
  return (
    <li className={cn(GRID, "items-center border-t border-line max-sm:pt-1")}>
      <span className="min-w-0 py-1 [overflow-wrap:anywhere]">{departmentWords(d.department)}</span>
      <span className="py-1 text-right text-ink-2 tabular-nums sm:order-last">
        {d.outliers === 0 ? "none" : number.format(d.outliers)}
        <span className="sm:sr-only"> of {number.format(d.items)} stand out</span>
      </span>
      <div className={cn(LINE, "h-9")}>
        <span aria-hidden className="absolute inset-y-0 bg-attention-bg" style={fewWidth} />
        <span aria-hidden className="absolute inset-x-0 top-1/2 border-t border-line" />
        {d.dots.map(({ held, items }) => {
          const place = { row, held };
          const size = dotSize(items, most);
          return (
            <Link
              key={held}
              data-dot={`${row} ${held}`}
              href={dotHref(campaign, d.department, held)}
              prefetch={false}
              tabIndex={at.row === row && at.held === held ? 0 : -1}
              onFocus={() => {
                onAt(place);
                onShow(place);
              }}
              onBlur={() => onShow(null)}
              onMouseEnter={() => onShow(place)}
              onMouseLeave={() => onShow(null)}
              className="group absolute top-0 flex h-9 w-6 -translate-x-1/2 items-center justify-center rounded-sm max-sm:w-4"
              style={{ left: `${held * 5}%` }}
            >
              <span
                aria-hidden
                className={cn(
                  "shrink-0 rounded-full ring-panel ring-1 group-hover:outline-2 group-hover:outline-offset-1 group-hover:outline-accent",
                  held <= FEW_PEERS ? "bg-attention" : "bg-control",
                )}
                style={{ width: size, height: size }}
              />
              <span className="sr-only">{dotWords(d.department, held, items)}</span>
            </Link>
          );
        })}
      </div>
    </li>
  );
}

function said(departments: readonly Department[], place: Place | null): string {
  const d = place ? departments[place.row] : undefined;
  const dot = d?.dots.find((one) => one.held === place?.held);
  return d && dot
    ? `${dotWords(d.department, dot.held, dot.items)}.`
    : "Point at a dot, or move with the arrow keys, to read it; open it to see its items.";
}

function restWords({ departments, all, without }: Outliers): string {
  const rest = all - departments.length;
  return [
    rest > 0 ? `${number.format(rest)} more departments have less that stands out.` : "",
    without > 0
      ? `${number.format(without)} ${without === 1 ? "item has" : "items have"} no group of at least five peers to compare with.`
      : "",
    "Peers are others of the same title and department, else of the same team, else of the department, else those whose other access is most alike. Counted at the launch.",
  ]
    .filter(Boolean)
    .join(" ");
}
