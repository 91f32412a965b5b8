"use client";

import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Checkbox } from "@/components/ui/checkbox";
import { StatRow } from "@/components/ui/stat-row";
import { newKey, useSignOff } from "@/lib/reviews/client";
import type { ReviewDetail } from "@/lib/reviews/schema";

/** The last act of a review: what was decided, in figures; what happens then; one's word for it. */
export function SignOffCard({ detail, asked = 0 }: { detail: ReviewDetail; asked?: number }) {
  const [attested, setAttested] = useState(false);
  const [key] = useState(newKey);
  const signOff = useSignOff();
  const router = useRouter();
  const { outcomes } = detail;
  const removals = outcomes.revoke + outcomes.modify;
  return (
    <div className="mt-6 grid max-w-[44rem] gap-6">
      <StatRow
        stats={[
          { label: "Kept", value: outcomes.certify },
          { label: "Kept until a day", value: outcomes.certify_until },
          { label: "To be removed", value: outcomes.revoke },
          { label: "To be changed", value: outcomes.modify },
        ]}
      />
      {detail.readOnly ? (
        <Callout title="Done">
          {detail.readOnly} {waitingWords(detail.waiting)}
        </Callout>
      ) : detail.open > 0 ? (
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
      ) : (
        <>
          <p>
            {removals === 0
              ? "Nothing is removed or changed in any system."
              : `Owners are asked to carry out ${removals === 1 ? "one removal or change" : `${removals} removals and changes`}. A later export shows whether it happened.`}{" "}
            After this, your decisions can be read and no longer changed. {waitingWords(detail.waiting)}
          </p>
          {asked > 0 ? (
            <p>
              {asked === 1 ? "1 question of yours has" : `${asked} questions of yours have`} no answer yet.
              What is answered after this stays with the question and changes no evidence.
            </p>
          ) : null}
          <Checkbox
            label="I looked at the evidence of each item and decided it myself."
            checked={attested}
            onChange={(e) => setAttested(e.currentTarget.checked)}
          />
          {signOff.isError ? (
            <Callout tone="finding" title="Not signed off" role="alert">
              {signOff.error.message}
            </Callout>
          ) : null}
          <div>
            <Button
              variant="filled"
              disabled={!attested || signOff.isPending}
              onClick={() =>
                signOff.mutate({ review: detail.id, key }, { onSuccess: () => router.refresh() })
              }
            >
              Sign off {detail.items} {detail.items === 1 ? "decision" : "decisions"}
            </Button>
          </div>
        </>
      )}
    </div>
  );
}

/** What signing off does not wait for. */
function waitingWords(waiting: number): string {
  if (waiting === 0) return "";
  return waiting === 1
    ? "Your part is done; 1 waits for somebody else. If it is refused, your review is opened again for it."
    : `Your part is done; ${waiting} wait for somebody else. What is refused opens your review again for it.`;
}
