"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { useBeginAgain } from "@/lib/oversight/workpaper-client";
import { PerformerSearch } from "./performer-search";
import { useRetryKey } from "./retry-key";
import { SampleFields } from "./sample-fields";

interface AgainFormProps {
  campaigns: readonly { id: string; name: string }[];
  campaign: string;
}

/** Which ended campaign is decided again, by whom, how much of it. */
export function AgainForm({ campaigns, campaign }: AgainFormProps) {
  const router = useRouter();
  const begin = useBeginAgain();
  const retry = useRetryKey();
  const [of, setOf] = useState(campaigns.find((c) => c.id === campaign)?.id ?? campaigns[0]?.id ?? "");
  const [performer, setPerformer] = useState<{ id: string; name: string } | null>(null);
  if (campaigns.length === 0)
    return <p className="text-ink-2">No campaign has ended yet; a sample is decided again afterwards.</p>;
  return (
    <form
      className="grid max-w-[60rem] items-end gap-3 sm:grid-cols-2 lg:grid-cols-4"
      onSubmit={(e) => {
        e.preventDefault();
        const given = Object.fromEntries(new FormData(e.currentTarget));
        if (!performer) return;
        const sample = { ...given, campaign: of, performer: performer.id };
        begin.mutate(
          { ...sample, key: retry.keyOf(sample) },
          {
            onSuccess: () => {
              retry.done();
              router.refresh();
            },
          },
        );
      }}
    >
      <Field label="Campaign" className="lg:col-span-2">
        {(c) => (
          <Select
            {...c}
            value={of}
            onChange={(e) => {
              setOf(e.target.value);
              // They may have had a part in the other one.
              setPerformer(null);
            }}
          >
            {campaigns.map((one) => (
              <option key={one.id} value={one.id}>
                {one.name}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label="By somebody who had no part in it" className="lg:col-span-2">
        {(c) => <PerformerSearch control={c} campaign={of} chosen={performer} onChoose={setPerformer} />}
      </Field>
      <SampleFields />
      <Button type="submit" disabled={begin.isPending || performer === null}>
        Have it decided again
      </Button>
      {begin.isError ? (
        <Callout tone="finding" title="Not drawn" role="alert" className="sm:col-span-2 lg:col-span-4">
          {begin.error.message}
        </Callout>
      ) : null}
    </form>
  );
}
