"use client";

import Link from "next/link";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Checkbox } from "@/components/ui/checkbox";
import { OwnWords } from "@/components/ui/own-words";
import { StatRow } from "@/components/ui/stat-row";
import { calendarDate } from "@/components/ui/time-distance";
import type { ReviewDetail, SigningState } from "@/lib/reviews/schema";
import { SignOffActs, SignOffAhead } from "./sign-off-acts";
import { SignedRecord } from "./signed-record";

/**
 * The last act of a review: what was decided, in figures; what happens then; one's word for it; and the ways it
 * can be signed here.
 * @param refused why the way to the provider ended without a sign-off
 */
export function SignOffCard({
  detail,
  signing,
  asked = 0,
  refused = null,
}: {
  detail: ReviewDetail;
  signing: SigningState;
  asked?: number;
  refused?: string | null;
}) {
  const [attested, setAttested] = useState(false);
  const { outcomes } = detail;
  const removals = outcomes.revoke + outcomes.modify;
  const undecided = Math.max(0, detail.items - outcomes.certify - outcomes.certify_until - removals);
  return (
    <div className="mt-6 grid max-w-[44rem] gap-6">
      <StatRow
        stats={[
          { label: "Kept", value: outcomes.certify },
          { label: "Kept until a day", value: outcomes.certify_until },
          { label: "To be removed", value: outcomes.revoke },
          { label: "To be changed", value: outcomes.modify },
          ...(undecided > 0 ? [{ label: "Without a decision", value: undecided }] : []),
        ]}
      />
      {signing.reopened ? (
        <Callout tone="attention" title="Open again">
          {signing.reopened.asked} asked for it and {signing.reopened.by} granted it on{" "}
          {calendarDate(signing.reopened.at)}.{" "}
          {signing.reopened.reason === null ? (
            "The reason was erased."
          ) : (
            <>
              “<OwnWords text={signing.reopened.reason} />”
            </>
          )}{" "}
          What you signed then stays on record; sign off again when you are done.
        </Callout>
      ) : null}
      {detail.readOnly ? (
        <>
          <Callout
            title={signing.signed.length > 0 ? "Signed off" : "Ended without a sign-off"}
            actions={
              <Button asChild>
                <Link href={`/reviews/${detail.id}`}>Read what you decided</Link>
              </Button>
            }
          >
            {detail.readOnly} {waitingWords(detail.waiting)}
          </Callout>
          <SignedRecord signed={signing.signed} />
        </>
      ) : detail.open > 0 ? (
        <>
          <Callout
            tone="attention"
            title={`${detail.open} still open`}
            actions={
              <Button asChild>
                <Link href={`/reviews/${detail.id}`}>Go on deciding</Link>
              </Button>
            }
          >
            Decide each item, or hand it on, then sign off.
          </Callout>
          <SignOffAhead signing={signing} />
        </>
      ) : (
        <>
          <p>
            {removals === 0
              ? "Nothing is removed or changed in any system."
              : `Owners are asked to carry out ${askedWords(outcomes)}. A later export shows whether it happened.`}{" "}
            After this, your decisions can be read and no longer changed. {waitingWords(detail.waiting)}
          </p>
          {asked > 0 ? (
            <p>
              {asked === 1 ? "1 question of yours has" : `${asked} questions of yours have`} no answer yet.
              What is answered after this stays with the question and changes no evidence.
            </p>
          ) : null}
          <Checkbox
            label={signing.attestation}
            checked={attested}
            onChange={(e) => setAttested(e.currentTarget.checked)}
          />
          <SignOffActs review={detail.id} signing={signing} attested={attested} refused={refused} />
          <SignedRecord signed={signing.signed} />
        </>
      )}
    </div>
  );
}

/** "21 removals and 1 change". */
function askedWords({ revoke, modify }: ReviewDetail["outcomes"]): string {
  const counted = (n: number, one: string) => (n === 0 ? [] : [`${n} ${n === 1 ? one : `${one}s`}`]);
  return [...counted(revoke, "removal"), ...counted(modify, "change")].join(" and ");
}

/** What signing off does not wait for. */
function waitingWords(waiting: number): string {
  if (waiting === 0) return "";
  return waiting === 1
    ? "Your part is done; 1 waits for somebody else. An exception or a transfer that is refused opens your review again for it."
    : `Your part is done; ${waiting} wait for somebody else. An exception or a transfer that is refused opens your review again for it.`;
}
