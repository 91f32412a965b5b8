"use client";

import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { announce } from "@/components/shell/announce";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { RadioGroup } from "@/components/ui/radio-group";
import { timeDistance } from "@/components/ui/time-distance";
import type { Refusal } from "@/lib/auth/schema";
import { answerBinding, type BindingAnswer } from "@/lib/people/client";
import type { BindingRow } from "@/lib/people/schema";

/** Why a sign-in is in the queue, as an admin reads it. */
const why: Partial<Record<Refusal, string>> = {
  "email-unverified": "The identity provider does not say that this e-mail is verified.",
  "email-taken": "Somebody who signs in another way has this e-mail.",
  "email-ambiguous": "More than one entry in the directory has this e-mail.",
  "identity-taken": "The directory entry with this e-mail is somebody who signs in another way.",
};

interface BindingListProps {
  bindings: readonly BindingRow[];
  manages: boolean;
  /** ISO instant the distances count to. */
  asOf: string;
}

/** Sign-ins that matched no one person: an admin says who each is, or that it is nobody. */
export function BindingList({ bindings, manages, asOf }: BindingListProps) {
  return (
    <ul className="divide-y divide-line rounded-lg border border-line-strong bg-panel">
      {bindings.map((binding) => (
        <li key={binding.id} className="px-4 py-3">
          <p className="font-medium [overflow-wrap:anywhere]">
            {binding.name ?? "No name"}
            <span className="font-normal text-ink-2">, {binding.email ?? "no e-mail"}</span>
          </p>
          <p className="text-ink-2 [overflow-wrap:anywhere]">
            {why[binding.why] ?? "It matched no one person."} First tried {timeDistance(binding.at, asOf)},
            through {binding.issuer}.
          </p>
          {manages ? <Answer binding={binding} /> : null}
        </li>
      ))}
    </ul>
  );
}

function Answer({ binding }: { binding: BindingRow }) {
  const choices = choicesOf(binding);
  const [chosen, setChosen] = useState<string | undefined>();
  const router = useRouter();
  const { mutate, isPending, error } = useMutation({
    ...answerBinding,
    onSuccess: () => {
      announce("Saved");
      router.refresh();
    },
  });
  const answer = choices.find((c) => c.value === chosen)?.answer;
  const send = (as: BindingAnswer["as"]) => {
    if (!isPending) mutate({ binding: binding.id, as });
  };
  return (
    <div className="mt-3">
      <RadioGroup
        legend="Who is this?"
        options={choices}
        value={chosen ?? ""}
        input={{ name: `as-${binding.id}`, onChange: (event) => setChosen(event.currentTarget.value) }}
      />
      {error ? (
        <Callout tone="finding" title="Not settled" role="alert" className="mt-2">
          {error.message}
        </Callout>
      ) : null}
      <div className="mt-3 flex flex-wrap gap-2">
        <Button
          size="sm"
          disabled={answer === undefined}
          aria-disabled={isPending}
          onClick={() => answer && send(answer)}
        >
          Let them in
        </Button>
        <Button size="sm" variant="quiet" aria-disabled={isPending} onClick={() => send({ kind: "dismiss" })}>
          Take it out of the queue
        </Button>
      </div>
    </div>
  );
}

type Choice = { value: string; label: string; hint: string; answer: BindingAnswer["as"] };

function choicesOf(binding: BindingRow): Choice[] {
  const people = binding.people.map((p) => ({
    value: `person ${p.id}`,
    label: p.name,
    hint: "Known here, never signed in",
    answer: { kind: "person" as const, person: p.id },
  }));
  const entries = binding.identities.map((i) => ({
    value: `entry ${i.source} ${i.id}`,
    label: i.name ?? i.id,
    hint: [i.title, i.department, `${i.sourceName}, ${i.id}`].filter(Boolean).join(" · "),
    answer: { kind: "identity" as const, source: i.source, id: i.id },
  }));
  const somebodyNew = {
    value: "new",
    label: "Somebody else",
    hint: "A new person without a directory entry, who can sign in and reviews nothing",
    answer: { kind: "new" as const },
  };
  return [...people, ...entries, somebodyNew];
}
