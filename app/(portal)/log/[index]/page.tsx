import type { Metadata } from "next";
import { EntryScreen } from "@/components/audit/entry-screen";
import { LogFrame } from "@/components/audit/log-frame";
import { entry } from "@/lib/audit-log/explorer-queries";
import { headShown } from "@/lib/audit-log/head-shown";
import { head } from "@/lib/audit-log/queries";
import { ask } from "@/lib/http";
import { witnesses } from "@/lib/witness/queries";

export const metadata: Metadata = { title: "Log entry" };

export default async function EntryPage({ params }: { params: Promise<{ index: string }> }) {
  const { index } = await params;
  const [state, followers, found] = [
    await ask(head, {}),
    await ask(witnesses, {}),
    await ask(entry, { index }),
  ];
  return (
    <LogFrame current={null} witnesses={followers} {...headShown(state)}>
      <EntryScreen entry={found} index={found.index ?? 0} vkey={state.vkey} />
    </LogFrame>
  );
}
