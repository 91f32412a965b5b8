"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { beginSignIn, type SignInProvider } from "@/lib/auth/client";

/** Begins a sign-in and follows it: who is being waited for, and what went wrong. */
function useSignIn(to: string) {
  const [waiting, setWaiting] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);

  async function begin(provider: SignInProvider, person?: string) {
    setWaiting(person ?? provider);
    setProblem(null);
    try {
      location.assign(await beginSignIn(provider, to, person));
    } catch (error) {
      setProblem(error instanceof Error ? error.message : "The sign-in could not be begun.");
      setWaiting(null);
    }
  }
  return { waiting, problem, begin };
}

function Problem({ text }: { text: string | null }) {
  return text ? (
    <Callout tone="finding" title="Not signed in" role="alert" className="mb-4">
      {text}
    </Callout>
  ) : null;
}

/** The one button of an organisation's own sign-in. */
export function SignInButton({ to }: { to: string }) {
  const { waiting, problem, begin } = useSignIn(to);
  return (
    <>
      <Problem text={problem} />
      <Button variant="filled" size="lg" aria-disabled={waiting !== null} onClick={() => begin("oidc")}>
        {waiting ? "Going to your identity provider" : "Sign in with your organisation"}
      </Button>
    </>
  );
}

/** Somebody one can be in the demo. */
export interface DemoChoice {
  key: string;
  name: string;
  role: string;
  line: string;
}

export function DemoPicker({ people, to }: { people: readonly DemoChoice[]; to: string }) {
  const { waiting, problem, begin } = useSignIn(to);
  return (
    <>
      <Problem text={problem} />
      <ul className="grid gap-3 sm:grid-cols-2">
        {people.map((person) => (
          <li key={person.key}>
            <button
              type="button"
              aria-disabled={waiting !== null}
              aria-describedby={`${person.key}-line`}
              onClick={() => begin("demo", person.key)}
              className="flex h-full w-full flex-col items-start rounded-lg border border-line-strong bg-panel px-4 py-3 text-left transition-colors hover:bg-sunken aria-disabled:text-ink-3"
            >
              <span className="text-lg font-medium">{person.name}</span>
              <span className="inline-block text-sm text-ink-2 first-letter:uppercase">
                {waiting === person.key ? "Signing in" : person.role}
              </span>
              <span id={`${person.key}-line`} className="mt-2 text-ink-2">
                {person.line}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
