"use client";

import { announce } from "@/components/shell/announce";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { useDraftAgain, useMoveDrafting, useStartDrafting, useSwitchCampaign } from "@/lib/drafting/client";
import type { DraftProgress } from "@/lib/drafting/schema";

/** What an administrator can do about a campaign's drafting; nothing of it changes what somebody was served. */
export function DraftActs({ data }: { data: DraftProgress }) {
  const { campaign } = data;
  const [start, again] = [useStartDrafting(campaign), useDraftAgain(campaign)];
  const [move, turn] = [useMoveDrafting(campaign), useSwitchCampaign(campaign)];
  const busy = [start, again, move, turn].some((act) => act.isPending);
  const error = [start, again, move, turn].find((act) => act.isError)?.error;
  const others = data.versions.filter((v) => v.version !== data.drafter?.version);
  return (
    <>
      <div className="flex flex-wrap gap-2 empty:hidden">
        {data.failed > 0 && data.pending === 0 ? (
          <Button size="sm" disabled={busy} onClick={() => start.mutate()}>
            Draft these again
          </Button>
        ) : null}
        {data.again > 0 && data.pending === 0 && data.drafter && !data.stopped ? (
          <Button
            size="sm"
            disabled={busy}
            onClick={() => again.mutate(undefined, { onSuccess: () => announce("Drafting again") })}
          >
            Draft again what rules drafted instead
          </Button>
        ) : null}
        {data.drafter ? (
          <Button
            size="sm"
            disabled={busy}
            onClick={() =>
              turn.mutate(data.stopped ? "on" : "off", {
                onSuccess: ({ model }) =>
                  announce(model === "on" ? "The model drafts here again" : "The model is stopped here"),
              })
            }
          >
            {data.stopped ? "Let the model draft here again" : "Stop the model for this campaign"}
          </Button>
        ) : null}
        {others.map(({ version, model }) => (
          <Button
            key={version}
            size="sm"
            disabled={busy}
            onClick={() =>
              move.mutate(version, {
                onSuccess: () => announce(`Version ${version} drafts here from now on`),
              })
            }
          >
            {`Draft with version ${version} (${model}) from now on`}
          </Button>
        ))}
        {data.drafter ? (
          <Button
            size="sm"
            disabled={busy}
            onClick={() => move.mutate(null, { onSuccess: () => announce("Rules draft here from now on") })}
          >
            Draft by rules from now on
          </Button>
        ) : null}
      </div>
      {data.drafter || others.length > 0 ? (
        <p className="text-sm text-ink-2">
          Who drafts from now on drafts what is not drafted yet; the drafts that are there stay.
        </p>
      ) : null}
      {error ? (
        <Callout tone="finding" title="Not done" role="alert">
          {error.message}
        </Callout>
      ) : null}
    </>
  );
}
