"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { calendarDate } from "@/components/ui/time-distance";
import { useSetCadence } from "@/lib/oversight/calendar-client";
import { cadenceWords } from "@/lib/oversight/calendar-rules";
import { type CalendarView, fewestMonths, mostMonths } from "@/lib/oversight/calendar-schema";

type Cadence = CalendarView["cadence"][number];

/** How often each control has to be reviewed here, in a sentence each, to be changed by who may. */
export function CadenceList({ cadence, mayChange }: { cadence: readonly Cadence[]; mayChange: boolean }) {
  const [changing, setChanging] = useState<Cadence | null>(null);
  return (
    <>
      <ul aria-label="How often controls are reviewed" className="grid justify-items-start gap-1">
        {cadence.map((c) => (
          <li key={c.control} className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
            <span>
              {cadenceWords(c.control, c.months)}
              {c.since ? <span className="text-sm text-ink-3">, set on {calendarDate(c.since)}</span> : null}
            </span>
            {mayChange ? (
              <Button size="sm" onClick={() => setChanging(c)}>
                Change<span className="sr-only"> that {cadenceWords(c.control, c.months)}</span>
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
      {changing ? <CadenceDialog of={changing} onClose={() => setChanging(null)} /> : null}
    </>
  );
}

function CadenceDialog({ of, onClose }: { of: Cadence; onClose: () => void }) {
  const router = useRouter();
  const set = useSetCadence();
  const [months, setMonths] = useState(String(of.months));
  const done = () => {
    onClose();
    router.refresh();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={cadenceWords(of.control, of.months)}
      description="The calendar holds every quarter it shows against the new months at once. The change is recorded in the log."
      footer={
        <>
          <Button onClick={onClose}>Leave it</Button>
          <Button
            variant="filled"
            disabled={set.isPending}
            onClick={() => set.mutate({ control: of.control, months: Number(months) }, { onSuccess: done })}
          >
            Set the months
          </Button>
        </>
      }
    >
      <Field
        label="Months from one review to the next"
        hint={`${fewestMonths} to ${mostMonths}.`}
        error={set.error?.message}
      >
        {(control) => (
          <Input
            {...control}
            type="number"
            min={fewestMonths}
            max={mostMonths}
            value={months}
            className="max-w-24"
            onChange={(e) => setMonths(e.target.value)}
          />
        )}
      </Field>
    </Dialog>
  );
}
