"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import { announce } from "@/components/shell/announce";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Dialog } from "@/components/ui/dialog";
import { modelOptions, useSetModel } from "@/lib/drafting/client";

/** Who drafts now, and the one switch for everybody: off at once, on only for what was approved. */
export function ModelSwitch({ mayTurn, campaigns = 0 }: { mayTurn: boolean; campaigns?: number }) {
  const { data } = useSuspenseQuery(modelOptions());
  const [asking, setAsking] = useState<"on" | "off" | null>(null);
  const on = data.switch === "on";
  return (
    <section aria-labelledby="drafter" className="grid gap-2">
      <h2 id="drafter" className="text-lg">
        Who drafts
      </h2>
      <p className="max-w-[72ch]">
        {data.by === "model"
          ? `Notes of campaigns that begin now are drafted by ${data.inForce}. Each sentence is checked against the item's facts before anybody sees it.`
          : "Notes are drafted by fixed rules on this server. Nothing is sent anywhere."}
      </p>
      {data.why && (on || data.inForce) ? <p className="max-w-[72ch] text-ink-2">{data.why}</p> : null}
      {campaigns > 0 ? (
        <p className="max-w-[72ch] text-ink-2">
          {campaigns === 1
            ? "1 campaign under way has a model"
            : `${campaigns} campaigns under way have a model`}
          {on ? "." : "; rules draft what is left while it is switched off."}
        </p>
      ) : null}
      {mayTurn && on ? (
        <div>
          <Button variant="filled" onClick={() => setAsking("off")}>
            Stop drafting with a model
          </Button>
        </div>
      ) : null}
      {mayTurn && !on && data.inForce ? (
        <div>
          <Button onClick={() => setAsking("on")}>Draft with {data.inForce} from now on</Button>
        </div>
      ) : null}
      {asking ? (
        <Confirm to={asking} model={data.inForce ?? "the model"} onClose={() => setAsking(null)} />
      ) : null}
    </section>
  );
}

function Confirm({ to, model, onClose }: { to: "on" | "off"; model: string; onClose: () => void }) {
  const set = useSetModel();
  const turn = () =>
    set.mutate(to, {
      onSuccess: () => {
        announce(to === "on" ? `${model} drafts from now on` : "Rules draft from now on");
        onClose();
      },
    });
  return (
    <Dialog
      open
      onClose={onClose}
      title={to === "off" ? "Stop drafting with a model" : `Draft with ${model}`}
      footer={
        <>
          <Button onClick={onClose}>{to === "off" ? "Let it go on" : "Leave it off"}</Button>
          <Button
            variant="filled"
            data-autofocus={to === "off" || undefined}
            disabled={set.isPending}
            onClick={turn}
          >
            {to === "off" ? "Stop now" : "Turn it on"}
          </Button>
        </>
      }
    >
      <p>
        {to === "off"
          ? "Calls under way are cut off within a second, in every campaign. Whatever is not drafted yet is drafted by rules and says so. Drafts that are there stay as they are, and what reviewers decided stays."
          : "Campaigns that begin from now on are drafted with it, where they allow a model. Those under way keep what they began with. You can stop it here at any time, at once."}
      </p>
      {set.isError ? (
        <Callout tone="finding" title="Not changed" role="alert" className="mt-3">
          {set.error.message}
        </Callout>
      ) : null}
    </Dialog>
  );
}
