"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { announce } from "@/components/shell/announce";
import { useFocusTitleAfter } from "@/components/shell/focus-title";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Field } from "@/components/ui/field";
import { OwnWords } from "@/components/ui/own-words";
import { Textarea } from "@/components/ui/textarea";
import { calendarDate } from "@/components/ui/time-distance";
import { newKey, useAnswer } from "@/lib/ownership/client";
import { kindWords, type OwnMachines } from "@/lib/ownership/schema";
import { reachWords } from "./words";

type Offer = OwnMachines["offers"][number];

/** What this person was asked to answer for; nothing is theirs until they say yes. */
export function OfferedToYou({ offers }: { offers: readonly Offer[] }) {
  return (
    <section aria-labelledby="offered" className="mt-6">
      <h2 id="offered" className="text-lg">
        Offered to you
      </h2>
      <p className="mt-1 max-w-[72ch] text-ink-2">
        You were asked to answer for {offers.length === 1 ? "this" : "these"}: to say what{" "}
        {offers.length === 1 ? "it" : "each"} may do, to renew its keys, and to end it when nobody needs it.
        Nothing changes until you accept.
      </p>
      <ul className="mt-3 grid gap-3">
        {offers.map((offer) => (
          <OfferCard key={offer.id} offer={offer} />
        ))}
      </ul>
    </section>
  );
}

function OfferCard({ offer }: { offer: Offer }) {
  const router = useRouter();
  const answer = useAnswer();
  const focusTitle = useFocusTitleAfter();
  const [declining, setDeclining] = useState(false);
  const [words, setWords] = useState("");
  const [key] = useState(newKey);
  const send = (said: "accept" | "decline") =>
    answer.mutate(
      { offer: offer.id, answer: said, key, ...(words.trim() ? { words: words.trim() } : {}) },
      {
        onSuccess: () => {
          focusTitle();
          announce(said === "accept" ? `You answer for ${offer.name} now` : `${offer.name} is not yours`);
          router.refresh();
        },
      },
    );
  return (
    <li className="rounded-lg border border-line-strong bg-panel px-4 py-3">
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="min-w-0 max-w-[72ch] flex-1 basis-80">
          <h3 className="flex flex-wrap items-center gap-2 text-base font-medium">
            {offer.name}
            {offer.kind ? <Badge>{kindWords[offer.kind]}</Badge> : null}
          </h3>
          <p className="mt-1">
            {offer.by} asked on {calendarDate(offer.offeredAt)}
            {offer.reason ? (
              <>
                : “<OwnWords text={offer.reason} />”
              </>
            ) : (
              "."
            )}
          </p>
          <p className="mt-1 text-sm text-ink-2">
            {reachWords(offer)}.{" "}
            {offer.purpose ? `Stated purpose: “${offer.purpose}”` : "No purpose is stated."}
          </p>
        </div>
        {declining ? null : (
          <div className="flex gap-2">
            <Button onClick={() => setDeclining(true)} disabled={answer.isPending}>
              Decline
            </Button>
            <Button onClick={() => answer.isPending || send("accept")} aria-disabled={answer.isPending}>
              Accept
            </Button>
          </div>
        )}
      </div>
      {declining ? (
        <div className="mt-3 grid gap-2">
          {/* The button that was pressed is gone; what it asks for takes focus. */}
          <Field label="Why not, and who could">
            {(control) => (
              <Textarea
                {...control}
                autoFocus
                rows={2}
                value={words}
                onChange={(e) => setWords(e.target.value)}
              />
            )}
          </Field>
          <div className="flex justify-end gap-2">
            <Button onClick={() => setDeclining(false)}>Back</Button>
            <Button
              variant="strong"
              disabled={words.trim().length < 3 || answer.isPending}
              onClick={() => send("decline")}
            >
              Decline
            </Button>
          </div>
        </div>
      ) : null}
      {answer.isError ? (
        <Callout tone="finding" title="Not recorded" role="alert" className="mt-3">
          {answer.error.message}
        </Callout>
      ) : null}
    </li>
  );
}
