"use client";

import { useQuery } from "@tanstack/react-query";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Skeleton } from "@/components/ui/skeleton";
import { type CheckedProof, checkProof, meansOf, proofText } from "@/lib/audit-log/client";
import { CheckLines } from "./check-lines";
import { cosignedWords } from "./log-head";
import { ProofPath } from "./proof-path";

/** The proof of an entry of this log, fetched as the file that can be taken away, and checked in this browser. */
export function ProofOf({ index, vkey }: { index: number; vkey: string | null }) {
  const proof = useQuery({
    queryKey: ["log", "proof", index],
    queryFn: async () => checkProof(await proofText(index), meansOf(vkey)),
    retry: false,
  });
  return (
    <section aria-labelledby="proof" className="grid gap-3">
      <h2 id="proof" className="text-lg">
        Its proof
      </h2>
      <div aria-live="polite" className="grid gap-3">
        {proof.isPending ? <Skeleton className="h-12" /> : null}
        {proof.isError ? <Callout title="No proof">{proof.error.message}</Callout> : null}
        {proof.data ? <ProofView proof={proof.data} /> : null}
      </div>
      {proof.data ? (
        <div>
          <Button asChild size="sm">
            <a href={`/api/log/${index}/proof`} download>
              Take the proof away
            </a>
          </Button>
        </div>
      ) : null}
    </section>
  );
}

/** What was checked of a proof, in this browser and with nothing of the server. */
export function ProofView({ proof }: { proof: CheckedProof }) {
  return (
    <>
      <CheckLines checks={proof.checks} />
      <p className="text-sm text-ink-2">
        Checked in this browser. The checkpoint is {cosignedWords(proof.cosigners)}.
      </p>
      <ProofPath proof={proof} />
    </>
  );
}
