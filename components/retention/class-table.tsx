"use client";

import { useState } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Cell, HeadCell, Table, TableBody, TableHead, TableRow } from "@/components/ui/table";
import { calendarDate } from "@/components/ui/time-distance";
import { useSetPeriod } from "@/lib/retention/client";
import { type ClassView, classFacts } from "@/lib/retention/schema";

/** What is kept for how long, what is due when, what is held, and the last run. */
export function ClassTable({ classes, mayChange }: { classes: readonly ClassView[]; mayChange: boolean }) {
  const [changing, setChanging] = useState<ClassView | null>(null);
  return (
    <>
      <Table caption="What is kept for how long">
        <TableHead>
          <HeadCell className="sm:w-[38%]">What</HeadCell>
          <HeadCell>Kept for</HeadCell>
          <HeadCell>There now</HeadCell>
          <HeadCell>Next due</HeadCell>
          <HeadCell>Last run</HeadCell>
        </TableHead>
        <TableBody>
          {classes.map((c) => (
            <TableRow key={c.class}>
              <Cell>
                <span className="font-medium">{classFacts[c.class].label}</span>
                <span className="block text-sm text-ink-2">{classFacts[c.class].what}</span>
              </Cell>
              <Cell label="Kept for">
                <span className="whitespace-nowrap">{periodOf(c.days)}</span>
                <span className="block text-sm text-ink-3">from {classFacts[c.class].from}</span>
                {mayChange ? (
                  <Button size="sm" className="mt-1" onClick={() => setChanging(c)}>
                    Change<span className="sr-only"> how long {classFacts[c.class].label} are kept</span>
                  </Button>
                ) : null}
              </Cell>
              <Cell label="There now" className="whitespace-nowrap">
                {thereNow(c)}
                {c.held > 0 ? <Badge tone="attention">{c.held} held</Badge> : null}
              </Cell>
              <Cell label="Next due">
                {c.due > 0 ? (
                  <Badge tone="attention">{c.due} due now</Badge>
                ) : c.next ? (
                  <time dateTime={c.next} className="whitespace-nowrap">
                    {calendarDate(c.next)}
                  </time>
                ) : (
                  <span className="text-ink-3">nothing has begun to run out</span>
                )}
              </Cell>
              <Cell label="Last run">
                {c.lastRun ? (
                  <>
                    <span className="whitespace-nowrap">{calendarDate(c.lastRun.startedAt)}</span>
                    <span className="block text-sm text-ink-3">
                      {c.lastRun.problem ? (
                        <span className="text-finding">{c.lastRun.problem}</span>
                      ) : c.lastRun.finishedAt ? (
                        `${c.lastRun.purged.toLocaleString("en-GB")} deleted`
                      ) : (
                        "under way"
                      )}
                    </span>
                  </>
                ) : (
                  <span className="text-ink-3">not yet</span>
                )}
              </Cell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
      {changing ? <PeriodDialog of={changing} onClose={() => setChanging(null)} /> : null}
    </>
  );
}

function thereNow({ class: of, kept }: ClassView): string {
  if (of === "raw_file" || of === "pack") return `${kept} ${kept === 1 ? "file" : "files"} `;
  return `${kept} ${kept === 1 ? "campaign" : "campaigns"} `;
}

/** "90 days", "7 years": years where it is whole ones. */
function periodOf(days: number): string {
  const years = days / 365.25;
  const near = Math.round(years);
  if (near >= 2 && Math.abs(days - near * 365.25) < 1) return `${near} years`;
  return days === 396 ? "13 months" : `${days.toLocaleString("en-GB")} days`;
}

function PeriodDialog({ of, onClose }: { of: ClassView; onClose: () => void }) {
  const set = useSetPeriod();
  const [days, setDays] = useState(String(of.days));
  const { label, fewest } = classFacts[of.class];
  return (
    <Dialog
      open
      onClose={onClose}
      title={`How long ${label.toLowerCase()} are kept`}
      description="What is past the new period goes at the next run, and does not come back. The change is recorded in the log."
      footer={
        <>
          <Button onClick={onClose}>Leave it</Button>
          <Button
            variant="filled"
            disabled={set.isPending}
            onClick={() => set.mutate({ class: of.class, days: Number(days) }, { onSuccess: onClose })}
          >
            Keep for {days} days
          </Button>
        </>
      }
    >
      <Field label="Days" hint={`At least ${fewest}.`} error={set.error?.message}>
        {(control) => (
          <Input
            {...control}
            type="number"
            min={fewest}
            max={36_500}
            value={days}
            onChange={(e) => setDays(e.target.value)}
          />
        )}
      </Field>
    </Dialog>
  );
}
