import type { Metadata } from "next";
import { CheckpointList } from "@/components/audit/checkpoint-list";
import { LogFrame } from "@/components/audit/log-frame";
import { Pagination } from "@/components/ui/pagination";
import { WitnessList } from "@/components/witness/witness-list";
import { checkpoints } from "@/lib/audit-log/explorer-queries";
import { followOf } from "@/lib/audit-log/follow";
import { headShown } from "@/lib/audit-log/head-shown";
import { head } from "@/lib/audit-log/queries";
import { ask } from "@/lib/http";
import { witnesses } from "@/lib/witness/queries";

export const metadata: Metadata = { title: "Checkpoints of the log" };

type Search = Record<string, string | string[] | undefined>;

export default async function CheckpointsPage({ searchParams }: { searchParams: Promise<Search> }) {
  const { before, after } = followOf(await searchParams);
  const from = { ...(before ? { before } : {}), ...(after ? { after } : {}) };
  const [state, followers, page] = [
    await ask(head, {}),
    await ask(witnesses, {}),
    await ask(checkpoints, from),
  ];
  return (
    <LogFrame current="/log/checkpoints" witnesses={followers} {...headShown(state)}>
      <WitnessList states={followers} />
      <CheckpointList rows={page.rows} vkey={state.vkey} newest={state.size} />
      <div className="mt-4">
        <Pagination
          label="Pages of checkpoints"
          previousHref={page.previous ? `/log/checkpoints?after=${page.previous}` : undefined}
          nextHref={page.next ? `/log/checkpoints?before=${page.next}` : undefined}
        />
      </div>
    </LogFrame>
  );
}
