"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import { announce } from "@/components/shell/announce";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { modelOptions, useSetModel } from "@/lib/drafting/client";

/** Which drafter writes the notes, and the switch of a hosted model: off until an administrator turns it on. */
export function ModelSwitch() {
  const { data } = useSuspenseQuery(modelOptions());
  const set = useSetModel();
  const on = data.hosted === "on";
  return (
    <section aria-labelledby="drafter" className="grid gap-2">
      <h2 id="drafter" className="text-base">
        Who drafts
      </h2>
      <p>
        {on
          ? `Notes are drafted by ${data.configured}. People stand in what is sent as [P1], [P2]; free text is left out.`
          : "Notes are drafted by fixed rules on this server. Nothing is sent anywhere."}
      </p>
      {data.configured === null ? (
        <p className="text-ink-2">
          No hosted model is set up. Set AI_BASE_URL and AI_MODEL and start the server again to have one.
        </p>
      ) : (
        <div>
          <Button
            disabled={set.isPending}
            onClick={() =>
              set.mutate(on ? "off" : "on", {
                onSuccess: ({ model }) =>
                  announce(model === "on" ? "The model drafts from now on" : "Rules draft from now on"),
              })
            }
          >
            {on ? `Stop drafting with ${data.configured}` : `Draft with ${data.configured} from now on`}
          </Button>
        </div>
      )}
      {set.isError ? (
        <Callout tone="finding" title="Not changed" role="alert">
          {set.error.message}
        </Callout>
      ) : null}
    </section>
  );
}
