"use client";

import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { announce } from "@/components/shell/announce";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Disclosure } from "@/components/ui/disclosure";
import { EmptyState } from "@/components/ui/empty-state";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { OwnWords } from "@/components/ui/own-words";
import { calendarDate } from "@/components/ui/time-distance";
import { enrolPasskey, removePasskey } from "@/lib/auth/client";
import { MOST_PASSKEYS, type PasskeyList } from "@/lib/auth/schema";

type Row = PasskeyList["rows"][number];

/** The passkeys of whoever looks: what each may do and from when on, another one, and away with one. */
export function Passkeys({ host, rows }: PasskeyList) {
  const held = rows.filter((r) => r.removedAt === null);
  const gone = rows.filter((r) => r.removedAt !== null);
  return (
    <div className="mt-6 grid max-w-[44rem] gap-6">
      <p>
        A passkey is a key on your phone, your laptop or a security key. It signs exactly the decisions on
        your list, and only after the device has checked by PIN, finger or face that it is you. It signs from
        a day after it was enrolled, so that nobody who finds your screen open can sign for you at once.
      </p>
      {held.length > 0 ? (
        <ul
          aria-label="Your passkeys"
          className="divide-y divide-line rounded-lg border border-line-strong bg-panel"
        >
          {held.map((row) => (
            <Held key={row.id} row={row} />
          ))}
        </ul>
      ) : null}
      {host === null ? (
        <EmptyState
          className="px-0 py-0 sm:px-0"
          title="No passkeys at this address"
          sentence="Browsers allow them at an address with a name and TLS, or at localhost. An administrator can set one."
        />
      ) : held.length < MOST_PASSKEYS ? (
        <Enrol host={host} first={held.length === 0} />
      ) : (
        <p className="text-ink-2">{MOST_PASSKEYS} is the most. Remove one to enrol another.</p>
      )}
      {gone.length > 0 ? (
        <Disclosure summary={`Removed (${gone.length})`}>
          <ul className="grid gap-1 text-ink-2">
            {gone.map((row) => (
              <li key={row.id}>
                <Name row={row} />: enrolled {minute(row.enrolledAt)}, removed {minute(row.removedAt ?? "")}.
              </li>
            ))}
          </ul>
        </Disclosure>
      ) : null}
    </div>
  );
}

function Held({ row }: { row: Row }) {
  const [asked, setAsked] = useState(false);
  const router = useRouter();
  const remove = useMutation({
    mutationFn: () => removePasskey(row.id),
    onSuccess: () => {
      announce("Removed");
      // The button goes with its passkey.
      document.querySelector("h1")?.focus();
      router.refresh();
    },
  });
  return (
    <li className="grid gap-2 px-4 py-3 sm:grid-cols-[minmax(0,1fr)_auto]">
      <div className="min-w-0">
        <p className="font-medium">
          <Name row={row} />
        </p>
        <p>{row.usable ? "Signs reviews off." : `Signs from ${minute(row.from)} on.`}</p>
        <p className="text-ink-2 text-sm">
          Enrolled {minute(row.enrolledAt)}.
          {row.synced ? " Its provider keeps it on several of your devices." : ""}
          {row.lastAt ? ` Signed last ${minute(row.lastAt)}.` : ""}
        </p>
        {remove.error ? (
          <Callout tone="finding" title="Not removed" role="alert" className="mt-2">
            {remove.error.message}
          </Callout>
        ) : null}
      </div>
      <div className="flex flex-wrap items-start gap-2">
        {asked ? (
          <>
            <Button
              size="sm"
              aria-disabled={remove.isPending}
              onClick={() => !remove.isPending && remove.mutate()}
            >
              Remove it for good
            </Button>
            <Button size="sm" variant="quiet" onClick={() => setAsked(false)}>
              Leave it
            </Button>
          </>
        ) : (
          <Button size="sm" variant="quiet" onClick={() => setAsked(true)}>
            Remove
            <span className="sr-only"> {row.name ?? "the passkey"}</span>
          </Button>
        )}
      </div>
    </li>
  );
}

function Enrol({ host, first }: { host: string; first: boolean }) {
  const [name, setName] = useState("");
  const [missing, setMissing] = useState(false);
  const router = useRouter();
  const enrol = useMutation({
    mutationFn: enrolPasskey,
    onSuccess: () => {
      announce("Enrolled. It signs from tomorrow on.");
      setName("");
      router.refresh();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setMissing(name.trim() === "");
    if (name.trim() !== "" && !enrol.isPending) enrol.mutate(name);
  };
  return (
    <form noValidate onSubmit={submit} className="grid justify-items-start gap-3">
      <h2 className="text-lg">{first ? "Enrol a passkey" : "Enrol another one"}</h2>
      <Field
        label="Name"
        hint={`So that you know it again, like “Work laptop”. It holds for ${host}.`}
        error={missing ? "Give it a name." : undefined}
        className="w-full max-w-80"
        required
      >
        {(c) => <Input {...c} value={name} maxLength={60} onChange={(e) => setName(e.currentTarget.value)} />}
      </Field>
      {enrol.error ? (
        <Callout tone="finding" title="Not enrolled" role="alert">
          {enrol.error.message}
        </Callout>
      ) : null}
      <Button type="submit" variant={first ? "filled" : "plain"} aria-disabled={enrol.isPending}>
        {enrol.isPending ? "Waiting for the device" : "Enrol on this device"}
      </Button>
    </form>
  );
}

function Name({ row }: { row: Row }) {
  return row.name === null ? "A passkey whose name was erased" : <OwnWords text={row.name} />;
}

const minute = (at: string) => `${calendarDate(at)}, ${at.slice(11, 16)} UTC`;
