"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Callout } from "@/components/ui/callout";
import { Cell, HeadCell, Table, TableBody, TableHead, TableRow } from "@/components/ui/table";
import { workpaperOptions } from "@/lib/oversight/workpaper-client";
import {
  attributes,
  attributeWords,
  standing,
  type WorkpaperRow,
  type WorkpaperView,
} from "@/lib/oversight/workpaper-schema";
import { ConclusionTable, letterOf } from "./conclusion-table";
import { FreezePaper } from "./freeze-paper";
import { Mark } from "./mark";
import { SampledItem } from "./sampled-item";

/** A workpaper: conclusions, then the sample as a grid of item by test, and the item that is open beside it. */
export function WorkpaperScreen({ initial }: { initial: WorkpaperView }) {
  const { data: paper } = useQuery({ ...workpaperOptions(initial.id), initialData: initial });
  const [open, setOpen] = useState(1);
  const row = paper.rows.find((r) => r.n === open);
  return (
    <div className="mt-6 grid gap-10">
      {paper.rows.some((r) => r.simulated) ? (
        <Callout title="Simulated">Some of these decisions were made by simulated people.</Callout>
      ) : null}
      <FreezePaper paper={paper} />
      <ConclusionTable paper={paper} />
      <section aria-labelledby="sample" className="grid gap-3">
        <h2 id="sample" className="text-lg">
          The sample
        </h2>
        <p className="max-w-[72ch] text-ink-2">
          In the order of SHA-256 of seed, line feed and item id: whoever has both draws the same. Choose an
          item to see what was found, and to note what only you can judge.
        </p>
        <div className="grid items-start gap-8 wide:grid-cols-[minmax(0,1fr)_26rem]">
          <SampleGrid rows={paper.rows} open={open} onOpen={setOpen} />
          {row ? (
            <SampledItem key={row.item} workpaper={paper.id} row={row} frozen={paper.frozen !== null} />
          ) : null}
        </div>
      </section>
    </div>
  );
}

interface SampleGridProps {
  rows: readonly WorkpaperRow[];
  open: number;
  onOpen: (n: number) => void;
}

function SampleGrid({ rows, open, onOpen }: SampleGridProps) {
  return (
    <Table caption="Sampled items by test">
      <TableHead>
        <HeadCell numeric>#</HeadCell>
        <HeadCell>Item</HeadCell>
        {attributes.map((a) => (
          <HeadCell key={a} title={attributeWords[a].title} className="text-center">
            <span className="sr-only">{attributeWords[a].title}</span>
            <span aria-hidden>{letterOf(a)}</span>
          </HeadCell>
        ))}
      </TableHead>
      <TableBody>
        {rows.map((row) => (
          <TableRow key={row.item} className={row.n === open ? "bg-sunken" : ""}>
            <Cell numeric className="max-sm:hidden">
              {row.n}
            </Cell>
            <Cell>
              <button
                type="button"
                onClick={() => onOpen(row.n)}
                aria-pressed={row.n === open}
                className="text-left text-accent hover:underline"
              >
                {row.subject}: {row.title}
              </button>
            </Cell>
            {attributes.map((a) => (
              <Cell key={a} label={attributeWords[a].title} className="sm:text-center">
                <Mark of={standing(row, a)} own={Boolean(row.notes[a]?.judgement)} />
              </Cell>
            ))}
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
