"use client";

import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { performersOptions, useBeginAgain } from "@/lib/oversight/workpaper-client";
import { newKey } from "@/lib/reviews/client";
import { SampleFields } from "./sample-fields";

interface AgainFormProps {
  campaigns: readonly { id: string; name: string }[];
  campaign: string;
}

/** Which ended campaign is decided again, by whom, how much of it. */
export function AgainForm({ campaigns, campaign }: AgainFormProps) {
  const router = useRouter();
  const begin = useBeginAgain();
  const [of, setOf] = useState(campaigns.find((c) => c.id === campaign)?.id ?? campaigns[0]?.id ?? "");
  const people = useQuery(performersOptions(of));
  if (campaigns.length === 0)
    return <p className="text-ink-2">No campaign has ended yet; a sample is decided again afterwards.</p>;
  return (
    <form
      className="grid max-w-[60rem] items-end gap-3 sm:grid-cols-2 lg:grid-cols-4"
      onSubmit={(e) => {
        e.preventDefault();
        const given = Object.fromEntries(new FormData(e.currentTarget));
        begin.mutate({ ...given, campaign: of, key: newKey() }, { onSuccess: () => router.refresh() });
      }}
    >
      <Field label="Campaign" className="lg:col-span-2">
        {(c) => (
          <Select {...c} value={of} onChange={(e) => setOf(e.target.value)}>
            {campaigns.map((one) => (
              <option key={one.id} value={one.id}>
                {one.name}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label="By somebody who had no part in it" className="lg:col-span-2">
        {(c) => (
          <Select {...c} name="performer">
            {(people.data ?? []).map((p) => (
              <option key={p.id} value={p.id}>
                {p.name}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <SampleFields />
      <Button type="submit" disabled={begin.isPending || (people.data ?? []).length === 0}>
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
