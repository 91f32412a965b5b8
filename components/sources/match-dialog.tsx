"use client";

import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useDeferredValue, useState } from "react";
import { announce } from "@/components/shell/announce";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { RadioGroup } from "@/components/ui/radio-group";
import { Textarea } from "@/components/ui/textarea";
import { identitiesOptions, useMatch } from "@/lib/sources/client";
import type { UnmatchedWire } from "@/lib/sources/schema";

interface MatchDialogProps {
  source: { id: number; name: string };
  account: UnmatchedWire;
  onClose: () => void;
}

type Choice = { value: string; label: string; hint: string; identity: string; identitySource: number };

/** An admin says who holds an account, and how they know. */
export function MatchDialog({ source, account, onClose }: MatchDialogProps) {
  const [q, setQ] = useState("");
  const [chosen, setChosen] = useState<Choice | null>(null);
  const [reason, setReason] = useState("");
  const [key] = useState(() => crypto.randomUUID());
  const asked = useDeferredValue(q.trim());
  const found = useQuery(identitiesOptions(asked));
  const match = useMatch();
  const router = useRouter();
  const choices = asked.length < 2 ? account.candidates.map(likely) : (found.data ?? []).map(choiceOf);
  // What was chosen stays in sight when the search goes on.
  const shown = chosen && !choices.some((c) => c.value === chosen.value) ? [chosen, ...choices] : choices;
  const name = account.login ?? account.account;

  function send() {
    if (!chosen || match.isPending) return;
    match.mutate(
      {
        source: source.id,
        account: account.account,
        identitySource: chosen.identitySource,
        identity: chosen.identity,
        reason,
        key,
      },
      {
        onSuccess: () => {
          announce(`${name} is matched with ${chosen.label}`);
          onClose();
          router.refresh();
        },
      },
    );
  }

  return (
    <Dialog
      open
      onClose={onClose}
      title={`Who holds ${name}?`}
      description={`${[account.email, account.application, source.name].filter(Boolean).join(", ")}. The match stays when the source is imported again.`}
      className="[overflow-wrap:anywhere]"
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="filled"
            disabled={!chosen || reason.trim().length < 3 || match.isPending}
            onClick={send}
          >
            Match
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        <Field label="Find the identity" hint="Part of a name or e-mail, or a whole ID.">
          {(control) => (
            <Input
              {...control}
              type="search"
              autoComplete="off"
              data-autofocus
              value={q}
              onChange={(e) => setQ(e.target.value)}
            />
          )}
        </Field>
        {shown.length > 0 ? (
          <RadioGroup
            legend={asked.length < 2 ? "Has the same e-mail" : "Found"}
            options={shown}
            value={chosen?.value ?? ""}
            input={{
              name: "identity",
              onChange: (e) => setChosen(shown.find((c) => c.value === e.currentTarget.value) ?? null),
            }}
            className="max-h-56 overflow-y-auto"
          />
        ) : null}
        <p role="status" className="text-ink-2 empty:hidden">
          {asked.length >= 2 && found.isPending ? "Searching" : ""}
          {asked.length >= 2 && found.data?.length === 0 ? "Nobody is found by that. Try fewer letters." : ""}
          {found.isError ? found.error.message : ""}
        </p>
        <Field label="How you know" hint="Kept with the match, for whoever asks later.">
          {(control) => (
            <Textarea
              {...control}
              rows={2}
              maxLength={1000}
              value={reason}
              onChange={(e) => setReason(e.target.value)}
            />
          )}
        </Field>
        {match.isError ? (
          <Callout tone="finding" title="Not matched" role="alert">
            {match.error.message}
          </Callout>
        ) : null}
      </div>
    </Dialog>
  );
}

function likely(c: UnmatchedWire["candidates"][number]): Choice {
  return {
    value: `${c.sourceId} ${c.id}`,
    label: c.name ?? c.id,
    hint: `${c.source}, ${c.id}`,
    identity: c.id,
    identitySource: c.sourceId,
  };
}

function choiceOf(
  c: UnmatchedWire["candidates"][number] & {
    email: string | null;
    title: string | null;
    department: string | null;
  },
): Choice {
  return {
    ...likely(c),
    hint: [c.title, c.department, c.email, `${c.source}, ${c.id}`].filter(Boolean).join(" · "),
  };
}
