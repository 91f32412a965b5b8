"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { PersonSearch } from "@/components/reviews/person-search";
import { announce } from "@/components/shell/announce";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/textarea";
import { newKey, useMoveLook, waitingLooksOptions } from "@/lib/reviews/client";
import type { LookList } from "@/lib/reviews/schema";

type Row = LookList["rows"][number];

/** A campaign's second looks that wait, and with whom; an admin can ask somebody else. */
export function WaitingLooks({ campaign, mayMove }: { campaign: string; mayMove: boolean }) {
  const { data } = useQuery(waitingLooksOptions(campaign));
  const [moving, setMoving] = useState<Row>();
  if (!data || data.rows.length === 0) return null;
  return (
    <section aria-labelledby="second-looks" className="grid gap-1">
      <h2 id="second-looks" className="text-base">
        Second looks that wait
      </h2>
      <ul className="max-w-[60rem] divide-y divide-line border-y border-line">
        {data.rows.map((r) => (
          <li key={r.id} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 py-2">
            <span className="min-w-0 flex-1 basis-72 [overflow-wrap:anywhere]">
              {r.subject}: {r.title}. Kept by {r.by}
              {r.seed ? ", simulated" : ""};{" "}
              {r.second === null
                ? `nobody could be asked to look${mayMove ? "; name somebody" : ""}.`
                : r.secondActive
                  ? `waits for ${r.second}.`
                  : `waits for ${r.second}, who cannot sign in any more.`}
            </span>
            {mayMove ? (
              <Button size="sm" onClick={() => setMoving(r)}>
                Ask somebody else
                <span className="sr-only">
                  {" "}
                  to look at {r.title} of {r.subject}
                </span>
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
      {moving ? <MoveDialog row={moving} onClose={() => setMoving(undefined)} /> : null}
    </section>
  );
}

function MoveDialog({ row, onClose }: { row: Row; onClose: () => void }) {
  const [to, setTo] = useState<{ id: string; name: string } | null>(null);
  const [reason, setReason] = useState("");
  const [key] = useState(newKey);
  const move = useMoveLook();
  const send = () => {
    if (!to) return;
    move.mutate(
      { look: row.id, to: to.id, reason: reason.trim(), key },
      {
        onSuccess: ({ name }) => {
          announce(`${name} is asked to look now`);
          onClose();
        },
      },
    );
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title="Ask somebody else to look"
      description={`${row.subject}: ${row.title}`}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="filled"
            disabled={!to || reason.trim().length < 3 || move.isPending}
            onClick={send}
          >
            Ask
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        <Field label="Whom">
          {(control) => <PersonSearch control={control} chosen={to} onChoose={setTo} />}
        </Field>
        <Field label="Why">
          {(control) => (
            <Textarea {...control} rows={2} value={reason} onChange={(e) => setReason(e.target.value)} />
          )}
        </Field>
        {move.isError ? (
          <Callout tone="finding" title="Not asked" role="alert">
            {move.error.message}
          </Callout>
        ) : null}
      </div>
    </Dialog>
  );
}
