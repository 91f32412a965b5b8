"use client";

import { useState } from "react";
import { announce } from "@/components/shell/announce";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { Cell, HeadCell, Table, TableBody, TableHead, TableRow } from "@/components/ui/table";
import { calendarDate } from "@/components/ui/time-distance";
import { useLiftHold, usePlaceHold } from "@/lib/retention/client";
import type { HoldView, RetentionView } from "@/lib/retention/schema";
import { ReasonDialog } from "./reason-dialog";

interface HoldsProps extends Pick<RetentionView, "holds" | "campaigns" | "people"> {
  mayHold: boolean;
}

/** Legal holds: what is held, why, by whom, and those that were lifted. */
export function Holds({ holds, campaigns, people, mayHold }: HoldsProps) {
  const [placing, setPlacing] = useState(false);
  const [lifting, setLifting] = useState<HoldView | null>(null);
  return (
    <section aria-labelledby="holds" className="grid gap-3">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h2 id="holds" className="text-lg">
          Legal holds
        </h2>
        {mayHold ? <Button onClick={() => setPlacing(true)}>Put a hold</Button> : null}
      </div>
      <p className="max-w-[72ch] text-ink-2">
        While a campaign or a person is held, nothing of it is deleted or erased: of a person, every campaign
        that they acted in, review in or are reviewed in, and every import file.
      </p>
      {holds.length === 0 ? (
        <p className="text-ink-3">Nothing is held.</p>
      ) : (
        <Table caption="Legal holds">
          <TableHead>
            <HeadCell>Held</HeadCell>
            <HeadCell>Why</HeadCell>
            <HeadCell>Since</HeadCell>
            <HeadCell>State</HeadCell>
          </TableHead>
          <TableBody>
            {holds.map((h) => (
              <TableRow key={h.id}>
                <Cell label="Held">
                  {h.name} <span className="block text-sm text-ink-3">{h.on}</span>
                </Cell>
                <Cell label="Why">
                  {h.reason ?? "erased"}
                  {h.liftedReason ? (
                    <span className="block text-sm text-ink-2">Lifted: {h.liftedReason}</span>
                  ) : null}
                </Cell>
                <Cell label="Since">
                  {calendarDate(h.at)} <span className="block text-sm text-ink-3">by {h.by}</span>
                </Cell>
                <Cell label="State">
                  {h.liftedAt ? (
                    <span className="text-ink-2">
                      lifted {calendarDate(h.liftedAt)} by {h.liftedBy}
                    </span>
                  ) : (
                    <span className="flex flex-wrap items-center gap-2">
                      <Badge tone="attention">Held</Badge>
                      {mayHold ? (
                        <Button size="sm" onClick={() => setLifting(h)}>
                          Lift<span className="sr-only"> the hold on {h.name}</span>
                        </Button>
                      ) : null}
                    </span>
                  )}
                </Cell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      )}
      {placing ? <PlaceHold {...{ campaigns, people }} onClose={() => setPlacing(false)} /> : null}
      {lifting ? <LiftHold hold={lifting} onClose={() => setLifting(null)} /> : null}
    </section>
  );
}

function PlaceHold({
  campaigns,
  people,
  onClose,
}: Pick<RetentionView, "campaigns" | "people"> & { onClose: () => void }) {
  const place = usePlaceHold();
  const [of, setOf] = useState(
    campaigns[0] ? `campaign ${campaigns[0].id}` : `person ${people[0]?.id ?? ""}`,
  );
  const [on, id = ""] = of.split(" ");
  return (
    <ReasonDialog
      title="Put a hold"
      description="From now on nothing of it is deleted or erased, until the hold is lifted."
      go="Put the hold"
      problem={place.error?.message}
      pending={place.isPending}
      onClose={onClose}
      onGo={(reason) =>
        place.mutate(on === "campaign" ? { campaign: id, reason } : { person: id, reason }, {
          onSuccess: () => {
            announce("The hold is in force");
            onClose();
          },
        })
      }
    >
      <Field label="On">
        {(control) => (
          <Select {...control} value={of} onChange={(e) => setOf(e.target.value)}>
            <optgroup label="Campaigns">
              {campaigns.map((c) => (
                <option key={c.id} value={`campaign ${c.id}`}>
                  {c.name}
                </option>
              ))}
            </optgroup>
            <optgroup label="People">
              {people.map((p) => (
                <option key={p.id} value={`person ${p.id}`}>
                  {p.name}
                </option>
              ))}
            </optgroup>
          </Select>
        )}
      </Field>
    </ReasonDialog>
  );
}

function LiftHold({ hold, onClose }: { hold: HoldView; onClose: () => void }) {
  const lift = useLiftHold();
  return (
    <ReasonDialog
      title={`Lift the hold on ${hold.name}`}
      description="What is past its time meanwhile is deleted at the next run."
      go="Lift the hold"
      problem={lift.error?.message}
      pending={lift.isPending}
      onClose={onClose}
      onGo={(reason) => lift.mutate({ hold: hold.id, reason }, { onSuccess: onClose })}
    />
  );
}
