"use client";

import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useId, useState } from "react";
import { announce } from "@/components/shell/announce";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Dialog } from "@/components/ui/dialog";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { Textarea } from "@/components/ui/textarea";
import { newKey, peopleOptions, useDelegate, useReassign } from "@/lib/reviews/client";

const SCOPES = {
  good: "This one, for good",
  these: "This one, until a day",
  list: "All that is open on this list, until a day",
  everything: "Everything of mine that is open, until a day",
} as const;
type Scope = keyof typeof SCOPES;
/** What is lent where it is more than what was looked at. */
const WHOLE: Partial<Record<Scope, string>> = {
  list: "All that is open on this list",
  everything: "Everything of yours that is open, on every list",
};
const scopes: readonly Scope[] = ["good", "these", "list", "everything"];

export interface ReassignDialogProps {
  items?: string[];
  review?: string;
  /** What is handed on: an item's sentence, or "12 open items of Ana Duarte". */
  subject: string;
  /** One's own list, of which what is named is a part: then it can also be lent until a day. */
  own?: string;
  onClose: () => void;
  /** @param whole more than what was named went: the whole list, or all of one's lists */
  onDone: (whole: boolean) => void;
  /** What was to be handed on turns out to have been made up: nobody has it, and it says so. */
  onMadeUp?: () => void;
}

/** Hands open items to somebody else, with a reason. What was decided stays where it is. */
export function ReassignDialog({
  items,
  review,
  subject,
  own,
  onClose,
  onDone,
  onMadeUp,
}: ReassignDialogProps) {
  const [q, setQ] = useState("");
  const [to, setTo] = useState<{ id: string; name: string } | null>(null);
  const [reason, setReason] = useState("");
  const [key] = useState(newKey);
  const people = useQuery(peopleOptions(useDeferredValue(q)));
  const reassign = useReassign();
  const delegate = useDelegate();
  const [scope, setScope] = useState<Scope>("good");
  const [until, setUntil] = useState("");
  const lends = scope !== "good";
  const failed = lends ? delegate.error : reassign.error;
  const id = useId();
  const send = () => {
    if (!to) return;
    if (lends) {
      const what =
        scope === "these" ? { items: items ?? [] } : scope === "list" && own ? { review: own } : {};
      delegate.mutate(
        { ...what, to: to.id, until, reason, key },
        {
          onSuccess: (done) => {
            if (done.madeUp) return onMadeUp?.();
            announce(
              `${done.items === 1 ? "1 item is" : `${done.items} items are`} with ${done.name} until then. ${done.told ?? ""}`,
            );
            onDone(scope !== "these");
          },
        },
      );
      return;
    }
    reassign.mutate(
      { ...(items ? { items } : {}), ...(review ? { review } : {}), to: to.id, reason, key },
      {
        onSuccess: (done) => {
          if (done.madeUp) return onMadeUp?.();
          announce(`${done.items === 1 ? "1 item is" : `${done.items} items are`} with ${done.name} now`);
          onDone(false);
        },
      },
    );
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={lends ? "Lend to somebody else" : "Hand to somebody else"}
      description={WHOLE[scope] ?? subject}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="filled"
            disabled={
              !to ||
              reason.trim().length < 3 ||
              (lends && until === "") ||
              reassign.isPending ||
              delegate.isPending
            }
            onClick={send}
          >
            {lends ? "Lend" : "Hand on"}
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        <div className="grid gap-1.5">
          <label htmlFor={`${id}-q`} className="font-medium">
            To whom
          </label>
          <Input
            id={`${id}-q`}
            data-autofocus
            value={to ? to.name : q}
            placeholder="Part of a name"
            onChange={(e) => {
              setTo(null);
              setQ(e.target.value);
            }}
          />
          {to || q.trim() === "" ? null : (
            <ul className="max-h-48 overflow-y-auto rounded-md border border-line" aria-label="People">
              {(people.data ?? []).map((p) => (
                <li key={p.id}>
                  <button
                    type="button"
                    className="w-full px-3 py-1.5 text-left hover:bg-sunken"
                    onClick={() => {
                      setTo(p);
                      document.getElementById(`${id}-q`)?.focus();
                    }}
                  >
                    {p.name} <span className="text-sm text-ink-3">{p.email}</span>
                  </button>
                </li>
              ))}
              {people.data?.length === 0 ? (
                <li className="px-3 py-2 text-ink-2">Nobody of that name.</li>
              ) : null}
            </ul>
          )}
        </div>
        {own ? (
          <div className="grid gap-1.5">
            <label htmlFor={`${id}-scope`} className="font-medium">
              What, and for how long
            </label>
            <Select
              id={`${id}-scope`}
              value={scope}
              onChange={(e) => setScope(scopes.find((s) => s === e.target.value) ?? "good")}
            >
              {scopes.map((s) => (
                <option key={s} value={s}>
                  {SCOPES[s]}
                </option>
              ))}
            </Select>
            {lends ? (
              <>
                <label htmlFor={`${id}-until`} className="mt-2.5 font-medium">
                  Last day
                </label>
                <Input
                  id={`${id}-until`}
                  type="date"
                  value={until}
                  onChange={(e) => setUntil(e.target.value)}
                />
                <p className="text-sm text-ink-2">
                  What is not decided by then comes back to you. What they may not decide stays with you.
                </p>
              </>
            ) : null}
          </div>
        ) : null}
        <div className="grid gap-1.5">
          <label htmlFor={`${id}-why`} className="font-medium">
            Why
          </label>
          <Textarea id={`${id}-why`} value={reason} onChange={(e) => setReason(e.target.value)} rows={2} />
        </div>
        {failed ? (
          <Callout tone="finding" title={lends ? "Not lent" : "Not handed on"} role="alert">
            {failed.message}
          </Callout>
        ) : null}
      </div>
    </Dialog>
  );
}
