"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { Button } from "./button";
import { Callout } from "./callout";
import { Dialog } from "./dialog";

/** A mutation that takes a version's number. */
interface Act {
  isPending: boolean;
  isError: boolean;
  error: Error | null;
  mutate: (input: { version: number }, options?: { onSuccess: () => void }) => void;
}

interface VersionActsProps {
  version: number;
  /** Where it is a proposal of the reader's own. */
  takeBack: Act | null;
  withdraw: Act;
  /** Where to go once it is withdrawn. */
  after: string;
  /** What stays as it is, as a sentence. */
  stays: string;
}

/** Taking a proposal back to work on it, and giving a draft or proposal up. */
export function VersionActs({ version, takeBack, withdraw, after, stays }: VersionActsProps) {
  const router = useRouter();
  const [asking, setAsking] = useState(false);
  return (
    <>
      {takeBack ? (
        <Button disabled={takeBack.isPending} onClick={() => takeBack.mutate({ version })}>
          Take it back to change it
        </Button>
      ) : null}
      <Button onClick={() => setAsking(true)}>Withdraw</Button>
      {takeBack?.isError ? (
        <p role="alert" className="basis-full text-sm text-finding">
          {takeBack.error?.message}
        </p>
      ) : null}
      {asking ? (
        <Dialog
          open
          onClose={() => setAsking(false)}
          title={`Withdraw version ${version}`}
          footer={
            <>
              <Button onClick={() => setAsking(false)}>Keep it</Button>
              <Button
                variant="filled"
                aria-disabled={withdraw.isPending}
                onClick={() =>
                  withdraw.isPending
                    ? undefined
                    : withdraw.mutate({ version }, { onSuccess: () => router.push(after) })
                }
              >
                Withdraw
              </Button>
            </>
          }
        >
          <p>
            It stays in the list of versions and never takes effect. {stays} This cannot be undone; a new
            draft begins from the version in force.
          </p>
          {withdraw.isError ? (
            <Callout tone="finding" title="Not withdrawn" role="alert" className="mt-3">
              {withdraw.error?.message}
            </Callout>
          ) : null}
        </Dialog>
      ) : null}
    </>
  );
}
