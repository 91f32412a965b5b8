"use client";

import Link from "next/link";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Dialog } from "@/components/ui/dialog";
import { calendarDate } from "@/components/ui/time-distance";
import { useFreezePaper } from "@/lib/oversight/workpaper-client";
import type { WorkpaperView } from "@/lib/oversight/workpaper-schema";

/** How the work on a workpaper ends; and once it has, since when it stands and what would be found otherwise today. */
export function FreezePaper({ paper }: { paper: WorkpaperView }) {
  const freeze = useFreezePaper(paper.id);
  const [asked, setAsked] = useState(false);
  if (paper.frozen) return <Frozen paper={paper} frozen={paper.frozen} />;
  const blank = paper.conclusions.reduce((sum, c) => sum + c.blank, 0);
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
      <p className="max-w-[72ch] text-ink-2">
        What the record shows is filled in as of today. Freeze it when you are done: later changes to the
        items then no longer change it.
      </p>
      <Button onClick={() => setAsked(true)}>Freeze</Button>
      <Dialog
        open={asked}
        onClose={() => setAsked(false)}
        title="Freeze this workpaper"
        description="Nothing can be noted in it after. To test further, draw another."
        footer={
          <>
            <Button onClick={() => setAsked(false)}>Cancel</Button>
            <Button
              variant="filled"
              disabled={freeze.isPending}
              onClick={() => freeze.mutate(undefined, { onSuccess: () => setAsked(false) })}
            >
              Freeze
            </Button>
          </>
        }
      >
        <p>
          {blank === 0
            ? "Every test of every item has a judgement."
            : `${blank.toLocaleString("en-GB")} ${blank === 1 ? "judgement is" : "judgements are"} blank and will stay so: only you could give them.`}
        </p>
        {freeze.isError ? (
          <p role="alert" className="mt-2 text-sm text-finding">
            {freeze.error.message}
          </p>
        ) : null}
      </Dialog>
    </div>
  );
}

interface FrozenProps {
  paper: WorkpaperView;
  frozen: NonNullable<WorkpaperView["frozen"]>;
}

function Frozen({ paper, frozen }: FrozenProps) {
  return (
    <Callout title={`Frozen on ${calendarDate(frozen.at)} by ${frozen.by}`}>
      <p>
        It stands as it was found then.{" "}
        {paper.changed.length === 0
          ? "The record would give the same today. "
          : `Of ${paper.changed.length === 1 ? "item" : "items"} ${paper.changed.join(", ")} of the sample the record would give something else today. `}
        <Link
          className="text-accent underline hover:no-underline"
          href="/log?type=workpaper.frozen"
          prefetch={false}
        >
          Its entry in the log
        </Link>
      </p>
    </Callout>
  );
}
