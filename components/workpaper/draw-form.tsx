"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { useDraw } from "@/lib/oversight/workpaper-client";
import { drawnFrom, drawnFromWords } from "@/lib/oversight/workpaper-schema";
import { useRetryKey } from "./retry-key";
import { SampleFields } from "./sample-fields";

interface DrawFormProps {
  campaigns: readonly { id: string; name: string }[];
  campaign: string;
}

/** Where a sample comes from, how large, with which seed. */
export function DrawForm({ campaigns, campaign }: DrawFormProps) {
  const router = useRouter();
  const draw = useDraw();
  const retry = useRetryKey();
  const [where, setWhere] = useState(campaign || (campaigns[0]?.id ?? "period"));
  return (
    <form
      className="grid max-w-[60rem] items-end gap-3 sm:grid-cols-2 lg:grid-cols-4"
      onSubmit={(e) => {
        e.preventDefault();
        const given = Object.fromEntries(new FormData(e.currentTarget));
        const sample = { ...given, ...(where === "period" ? {} : { campaign: where }) };
        draw.mutate(
          { ...sample, key: retry.keyOf(sample) },
          { onSuccess: ({ workpaper }) => router.push(`/audit/workpapers/${workpaper}`) },
        );
      }}
    >
      <Field label="Name" required className="lg:col-span-2">
        {(c) => <Input {...c} name="name" maxLength={120} />}
      </Field>
      <Field label="Campaign or period" className="lg:col-span-2">
        {(c) => (
          <Select {...c} value={where} onChange={(e) => setWhere(e.target.value)}>
            <option value="period">All campaigns due in a period</option>
            {campaigns.map((one) => (
              <option key={one.id} value={one.id}>
                {one.name}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {where === "period" ? (
        <>
          <Field label="Due from" required className="lg:col-span-2">
            {(c) => <Input {...c} name="from" type="date" />}
          </Field>
          <Field label="Due to" required className="lg:col-span-2">
            {(c) => <Input {...c} name="to" type="date" />}
          </Field>
        </>
      ) : null}
      <Field label="Population">
        {(c) => (
          <Select {...c} name="drawnFrom">
            {drawnFrom.map((from) => (
              <option key={from} value={from}>
                {drawnFromWords[from]}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <SampleFields />
      <Button type="submit" variant="filled" disabled={draw.isPending}>
        Draw the sample
      </Button>
      {draw.isError ? (
        <Callout tone="finding" title="Not drawn" role="alert" className="sm:col-span-2 lg:col-span-4">
          {draw.error.message}
        </Callout>
      ) : null}
    </form>
  );
}
