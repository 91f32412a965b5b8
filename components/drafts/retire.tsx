"use client";

import { useState } from "react";
import { announce } from "@/components/shell/announce";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Dialog } from "@/components/ui/dialog";
import { useRetireDrafter } from "@/lib/drafting/client";
import type { DrafterView } from "@/lib/drafting/drafter-schema";

/** Takes a version out of force with nothing in its place. */
export function Retire({ of: v }: { of: DrafterView }) {
  const [asking, setAsking] = useState(false);
  const retire = useRetireDrafter();
  return (
    <>
      <Button size="sm" onClick={() => setAsking(true)}>
        Take out of force
      </Button>
      {asking ? (
        <Dialog
          open
          onClose={() => setAsking(false)}
          title={`Take version ${v.version} out of force`}
          footer={
            <>
              <Button onClick={() => setAsking(false)}>Leave it in force</Button>
              <Button
                variant="filled"
                disabled={retire.isPending}
                onClick={() =>
                  retire.mutate(
                    { version: v.version },
                    { onSuccess: () => announce(`Version ${v.version} is out of force`) },
                  )
                }
              >
                Take out of force
              </Button>
            </>
          }
        >
          <p>
            Campaigns that begin from now on are drafted without it. Those that began with it keep it; to stop
            it in those too, stop drafting with a model. It comes back only as a new version, evaluated and
            approved again.
          </p>
          {retire.isError ? (
            <Callout tone="finding" title="Not changed" role="alert" className="mt-3">
              {retire.error.message}
            </Callout>
          ) : null}
        </Dialog>
      ) : null}
    </>
  );
}
