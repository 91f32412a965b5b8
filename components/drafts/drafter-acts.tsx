"use client";

import { VersionActs } from "@/components/ui/version-acts";
import { useTakeBackDrafter, useWithdrawDrafter } from "@/lib/drafting/client";
import type { DraftersView, DrafterView } from "@/lib/drafting/drafter-schema";

/** What can be done with the open version of the drafter beside changing or deciding it. */
export function DrafterActs({ view, open }: { view: DraftersView; open: DrafterView }) {
  const withdraw = useWithdrawDrafter();
  const takeBack = useTakeBackDrafter();
  if (!view.may.withdraw) return null;
  return (
    <VersionActs
      version={open.version}
      takeBack={open.state === "proposed" && !view.may.decide ? takeBack : null}
      withdraw={withdraw}
      after="/settings/drafting"
      stays="What drafts now stays as it is."
    />
  );
}
