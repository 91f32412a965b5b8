import Link from "next/link";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { type Status, statuses } from "@/lib/campaigns/schema";
import { said } from "./words";

/** A plain form: the status asked for stands in the address. */
export function CampaignFilter({ status }: { status: Status | "" }) {
  return (
    <search className="mt-6">
      <form action="/campaigns" className="flex flex-wrap items-end gap-3">
        <Field label="Status" className="w-56 max-sm:w-full">
          {(control) => (
            <Select {...control} name="status" defaultValue={status}>
              <option value="">Any</option>
              {statuses.map((s) => (
                <option key={s} value={s}>
                  {said[s].words}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Button type="submit">Show</Button>
        {status ? (
          <Button asChild variant="quiet">
            <Link href="/campaigns">Show all campaigns</Link>
          </Button>
        ) : null}
      </form>
    </search>
  );
}
