"use client";

import { VersionActs } from "@/components/ui/version-acts";
import { useTakeBack, useWithdraw } from "@/lib/rules/client";
import type { RulesView, VersionView } from "@/lib/rules/schema";

/** What can be done with the open version of the rules beside changing or deciding it. */
export function OpenActs({ view, open }: { view: RulesView; open: VersionView }) {
  const withdraw = useWithdraw();
  const takeBack = useTakeBack();
  if (!view.may.withdraw) return null;
  return (
    <VersionActs
      version={open.version}
      takeBack={open.state === "proposed" && !view.may.decide ? takeBack : null}
      withdraw={withdraw}
      after="/rules"
      stays="The rules in force stay as they are."
    />
  );
}
