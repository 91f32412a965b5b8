"use client";

import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { announce } from "@/components/shell/announce";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { calendarDate } from "@/components/ui/time-distance";
import { newKey, useBeginSignOff, useSignOff, useSignWithPasskey } from "@/lib/reviews/client";
import type { SigningState } from "@/lib/reviews/schema";

type Way = SigningState["ways"][number];

interface SignOffActsProps {
  review: string;
  signing: SigningState;
  /** Whether the reviewer gave their word. */
  attested: boolean;
  /** Why the way to the provider ended without a sign-off. */
  refused: string | null;
}

/** The ways a review can be signed off here: each a button and what it leaves on record. The first is the usual one. */
export function SignOffActs({ review, signing, attested, refused }: SignOffActsProps) {
  const [key] = useState(newKey);
  const router = useRouter();
  const signOff = useSignOff();
  const begin = useBeginSignOff();
  const withPasskey = useSignWithPasskey();
  const failed = signOff.error ?? begin.error ?? withPasskey.error;
  // Between the answer and the provider's page the button stays as it is.
  const busy = [signOff, begin, withPasskey].some((act) => act.isPending) || begin.isSuccess;
  const onSuccess = () => {
    announce("Signed off");
    // The button goes with the page that comes now.
    document.querySelector("h1")?.focus();
    router.refresh();
  };
  const acts: Record<Way, () => void> = {
    session: () => signOff.mutate({ review, key }, { onSuccess }),
    passkey: () => withPasskey.mutate({ review }, { onSuccess }),
    provider: () => begin.mutate({ review }, { onSuccess: ({ url }) => window.location.assign(url) }),
  };
  const sign = (way: Way) => {
    for (const act of [signOff, begin, withPasskey]) act.reset();
    acts[way]();
  };
  const { passkeys } = signing;
  if (signing.impossible)
    return (
      <Callout tone="attention" title="Cannot be signed off like this">
        {signing.impossible}
      </Callout>
    );
  return (
    <>
      {(failed || refused) && !busy ? (
        <Callout tone="finding" title="Not signed off" role="alert">
          {failed?.message ?? refused}
        </Callout>
      ) : null}
      {signing.ways.map((way, at) => (
        <div key={way} className="grid justify-items-start gap-2">
          <Button
            variant={at === 0 ? "filled" : "plain"}
            disabled={!attested || busy || (way === "passkey" && !passkeys.usable)}
            onClick={() => sign(way)}
          >
            {labelOf(way, signing)}
          </Button>
          <p className="text-ink-2 text-sm">
            {way === "passkey" && !passkeys.usable ? <NotYet passkeys={passkeys} /> : whatItLeaves[way]}
          </p>
        </div>
      ))}
    </>
  );
}

/** What has to be done before the day of signing, while items are still open; nothing where nothing has. */
export function SignOffAhead({ signing }: { signing: SigningState }) {
  if (signing.impossible)
    return (
      <Callout tone="attention" title="Cannot be signed off like this">
        {signing.impossible}
      </Callout>
    );
  if (signing.passkeys.usable || signing.ways.some((way) => way !== "passkey")) return null;
  return (
    <Callout tone="attention" title="You will sign with a passkey">
      <NotYet passkeys={signing.passkeys} />
    </Callout>
  );
}

const whatItLeaves: Record<Way, string> = {
  session: "This is recorded as signed off in this session; no identity provider vouches for it.",
  provider:
    "You sign in there once more. Its answer names exactly these decisions, and is kept with the record.",
  passkey:
    "Your device checks by PIN, finger or face that it is you and signs exactly these decisions. Its signature is kept with the record.",
};

function labelOf(way: Way, { provider }: SigningState): string {
  if (way === "passkey") return "Sign with a passkey";
  return way === "session" ? "Sign off" : `Sign off with ${provider}`;
}

/** Why no passkey can sign yet, and what to do. */
function NotYet({ passkeys }: { passkeys: SigningState["passkeys"] }) {
  const page = (
    <Link className="text-accent underline" href="/my-sign-in">
      My sign-in
    </Link>
  );
  if (passkeys.from === null)
    return <>You have no passkey yet. Enrol one on the page {page}; it signs from a day later on.</>;
  return (
    <>
      Your passkey signs from {calendarDate(passkeys.from)}, {passkeys.from.slice(11, 16)} UTC on: a day after
      it was enrolled. See {page}.
    </>
  );
}
