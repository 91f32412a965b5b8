import type { Metadata } from "next";
import { CheckPanel } from "@/components/audit/check-panel";
import { LogFrame } from "@/components/audit/log-frame";
import { headShown } from "@/lib/audit-log/head-shown";
import { head } from "@/lib/audit-log/queries";
import { ask } from "@/lib/http";
import { witnesses } from "@/lib/witness/queries";

export const metadata: Metadata = { title: "Check a receipt" };

export default async function CheckPage() {
  const [state, followers] = [await ask(head, {}), await ask(witnesses, {})];
  return (
    <LogFrame current="/log/check" witnesses={followers} {...headShown(state)}>
      <CheckPanel vkey={state.vkey} />
    </LogFrame>
  );
}
