"use client";

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { EmptyState } from "@/components/ui/empty-state";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Cell, HeadCell, Table, TableBody, TableHead, TableRow } from "@/components/ui/table";
import { checkConsistency, consistencyFound, meansOf } from "@/lib/audit-log/client";
import { CheckLines } from "./check-lines";
import { instant, place } from "./instant";
import { cosignedWords } from "./log-head";

interface CheckpointListProps {
  rows: readonly { size: number; root: string; at: string; cosigners: readonly string[]; stamps: number }[];
  vkey: string | null;
  newest: number;
}

const PRESSED = "border-ink font-medium inset-ring inset-ring-ink";

/** Signed checkpoints, newest first; any two of the log can be held against each other. */
export function CheckpointList({ rows, vkey, newest }: CheckpointListProps) {
  const [from, setFrom] = useState(String(rows.find((r) => r.size !== newest)?.size ?? ""));
  const [to, setTo] = useState(String(newest || ""));
  if (rows.length === 0)
    return (
      <EmptyState
        title="No checkpoints"
        sentence="Entries are sealed a few seconds after they are written; each seal is a checkpoint."
      />
    );
  return (
    <div className="mt-4 grid gap-6">
      <Compare from={from} to={to} setFrom={setFrom} setTo={setTo} vkey={vkey} />
      <Table caption="Checkpoints, newest first">
        <TableHead>
          <HeadCell>Checkpoint</HeadCell>
          <HeadCell>Signed</HeadCell>
          <HeadCell>Who else vouches</HeadCell>
          <HeadCell>Root</HeadCell>
          <HeadCell>Compare</HeadCell>
        </TableHead>
        <TableBody>
          {rows.map((c) => (
            <TableRow key={c.size}>
              <Cell label="Checkpoint">{place(c.size)}</Cell>
              <Cell label="Signed">
                <time dateTime={c.at}>{instant(c.at)}</time>
              </Cell>
              <Cell label="Who else vouches">
                {c.cosigners.length > 0 ? cosignedWords(c.cosigners) : "nobody"}
                {c.stamps > 0 ? `, ${c.stamps === 1 ? "1 time stamp" : `${c.stamps} time stamps`}` : ""}
              </Cell>
              <Cell label="Root">
                <code className="text-sm" title={c.root}>
                  {c.root.slice(0, 16)}…
                </code>
              </Cell>
              <Cell label="Compare" className="whitespace-nowrap">
                <span className="inline-flex gap-1.5">
                  <Button
                    size="sm"
                    aria-pressed={from === String(c.size)}
                    className={from === String(c.size) ? PRESSED : ""}
                    onClick={() => setFrom(String(c.size))}
                  >
                    Earlier<span className="sr-only"> is {place(c.size)}</span>
                  </Button>
                  <Button
                    size="sm"
                    aria-pressed={to === String(c.size)}
                    className={to === String(c.size) ? PRESSED : ""}
                    onClick={() => setTo(String(c.size))}
                  >
                    Later<span className="sr-only"> is {place(c.size)}</span>
                  </Button>
                </span>
              </Cell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </div>
  );
}

interface CompareProps {
  from: string;
  to: string;
  setFrom: (size: string) => void;
  setTo: (size: string) => void;
  vkey: string | null;
}

/** Whether the later of two checkpoints contains all that the earlier had: proven by the server, checked here. */
function Compare({ from, to, setFrom, setTo, vkey }: CompareProps) {
  const checked = useMutation({
    mutationFn: async ([old, later]: [number, number]) => {
      const claim = await consistencyFound(old, later);
      if (claim.old === null)
        throw new Error(
          `There is no checkpoint of ${old.toLocaleString("en-GB")} entries; choose one of the list.`,
        );
      const checks = await checkConsistency({ ...claim, old: claim.old }, meansOf(vkey));
      return { checks, hashes: claim.proof.length };
    },
  });
  const number = (text: string) => Number(text.replaceAll(/[#,\s]/g, ""));
  const sizes: [number, number] = [number(from), number(to)];
  const ready = sizes.every((n) => Number.isSafeInteger(n) && n > 0);
  return (
    <section
      aria-labelledby="compare"
      className="grid gap-3 rounded-lg border border-line bg-panel px-4 py-3"
    >
      <h2 id="compare" className="text-base">
        Does a later checkpoint contain everything an earlier one had?
      </h2>
      <form
        className="flex flex-wrap items-end gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) checked.mutate(sizes);
        }}
      >
        <Field label="Earlier" className="w-32">
          {(control) => (
            <Input {...control} inputMode="numeric" value={from} onChange={(e) => setFrom(e.target.value)} />
          )}
        </Field>
        <Field label="Later" className="w-32">
          {(control) => (
            <Input {...control} inputMode="numeric" value={to} onChange={(e) => setTo(e.target.value)} />
          )}
        </Field>
        <Button type="submit" disabled={!ready || checked.isPending}>
          Compare
        </Button>
      </form>
      <div role="status" className="grid gap-2 empty:hidden">
        {checked.isError ? (
          <Callout title="Not compared" tone="attention">
            {checked.error.message}
          </Callout>
        ) : null}
        {checked.data ? (
          <>
            <CheckLines checks={checked.data.checks} />
            <p className="text-sm text-ink-2">
              Checked in this browser, with{" "}
              {checked.data.hashes === 1 ? "1 hash" : `${checked.data.hashes} hashes`} that the server gave.
            </p>
          </>
        ) : null}
      </div>
    </section>
  );
}
