"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Dialog } from "@/components/ui/dialog";
import { useTakeBackDrafter, useWithdrawDrafter } from "@/lib/drafting/client";
import type { DraftersView, DrafterView } from "@/lib/drafting/drafter-schema";

/** Taking a proposal back to work on it, and giving a draft or proposal up. */
export function DrafterActs({ view, open }: { view: DraftersView; open: DrafterView }) {
  const router = useRouter();
  const [asking, setAsking] = useState(false);
  const withdraw = useWithdrawDrafter();
  const takeBack = useTakeBackDrafter();
  const own = open.state === "proposed" && view.may.withdraw && !view.may.decide;
  if (!view.may.withdraw) return null;
  return (
    <>
      {own ? (
        <Button disabled={takeBack.isPending} onClick={() => takeBack.mutate({ version: open.version })}>
          Take it back to change it
        </Button>
      ) : null}
      <Button onClick={() => setAsking(true)}>Withdraw</Button>
      {takeBack.isError ? (
        <p role="alert" className="basis-full text-sm text-finding">
          {takeBack.error.message}
        </p>
      ) : null}
      {asking ? (
        <Dialog
          open
          onClose={() => setAsking(false)}
          title={`Withdraw version ${open.version}`}
          footer={
            <>
              <Button onClick={() => setAsking(false)}>Keep it</Button>
              <Button
                variant="filled"
                disabled={withdraw.isPending}
                onClick={() =>
                  withdraw.mutate(
                    { version: open.version },
                    { onSuccess: () => router.push("/settings/drafting") },
                  )
                }
              >
                Withdraw
              </Button>
            </>
          }
        >
          <p>
            It stays in the list of versions and never takes effect. What drafts now stays as it is. This
            cannot be undone; a new draft begins from the version in force.
          </p>
          {withdraw.isError ? (
            <Callout tone="finding" title="Not withdrawn" role="alert" className="mt-3">
              {withdraw.error.message}
            </Callout>
          ) : null}
        </Dialog>
      ) : null}
    </>
  );
}
