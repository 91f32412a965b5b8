"use client";

import { useRouter } from "next/navigation";
import { announce } from "@/components/shell/announce";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { useSetSourceModel } from "@/lib/sources/client";

/** Whether anything of a source may go to a model, and the switch. */
export function SourceModel({
  source,
  mayTurn,
}: {
  source: { id: number; modelOff: boolean };
  mayTurn: boolean;
}) {
  const router = useRouter();
  const set = useSetSourceModel(source.id);
  const { modelOff } = source;
  const turn = () =>
    set.mutate(modelOff ? "on" : "off", {
      onSuccess: ({ model }) => {
        announce(
          model === "off"
            ? "Nothing of this source goes to a model"
            : "A model may draft this source's items",
        );
        router.refresh();
      },
    });
  return (
    <section aria-labelledby="model" className="mt-10">
      <h2 id="model" className="scroll-mt-20 text-lg">
        Drafting with a model
      </h2>
      <p className="mt-1 mb-3 max-w-[72ch] text-ink-2">
        {modelOff
          ? "Switched off for this source: nothing of it goes to a model, in any campaign. Rules draft its items."
          : "Items of this source may be drafted by a model where a campaign has one. Switched off here, calls under way are cut off, and rules draft its items; drafts that are there stay."}
      </p>
      {mayTurn ? (
        <Button disabled={set.isPending} onClick={turn}>
          {modelOff ? "Allow a model for this source" : "Send nothing of this source to a model"}
        </Button>
      ) : null}
      {set.isError ? (
        <Callout tone="finding" title="Not changed" role="alert" className="mt-3">
          {set.error.message}
        </Callout>
      ) : null}
    </section>
  );
}
