import Link from "next/link";
import { dotFilterWords } from "@/components/evidence/outlier-words";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { itemStates, risks } from "@/lib/campaigns/schema";
import { itemTypes } from "@/lib/evidence/schema";
import { stateWords } from "./words";

interface ItemFilterProps {
  campaign: string;
  values: {
    q: string;
    type: string;
    state: string;
    risk: string;
    reviewer: string;
    department: string;
    held: number | "";
  };
  /** The name of the one reviewer whose items are shown. */
  reviewer: string | null;
}

const riskWords: Record<(typeof risks)[number], string> = { critical: "Critical", high: "High", low: "Low" };

const typeWords: Record<(typeof itemTypes)[number], string> = {
  grant: "Access",
  credential: "Keys and credentials",
  identity: "Services and agents",
};

/** A plain form: what is asked for stands in the address. */
export function ItemFilter({ campaign, values, reviewer }: ItemFilterProps) {
  const all = `/campaigns/${campaign}/items`;
  const narrowed = Object.values(values).some((value) => value !== "");
  const dot = dotFilterWords(values.department, values.held);
  return (
    <search>
      <form action={all} className="flex flex-wrap items-end gap-3">
        <Field label="Person, application or access" className="w-64 max-sm:w-full">
          {(control) => <Input {...control} type="search" name="q" defaultValue={values.q} />}
        </Field>
        <Field label="Kind" className="w-44 max-sm:w-full">
          {(control) => (
            <Select {...control} name="type" defaultValue={values.type}>
              <option value="">Any</option>
              {itemTypes.map((type) => (
                <option key={type} value={type}>
                  {typeWords[type]}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label="State" className="w-44 max-sm:w-full">
          {(control) => (
            <Select {...control} name="state" defaultValue={values.state}>
              <option value="">Any</option>
              {itemStates.map((state) => (
                <option key={state} value={state}>
                  {stateWords[state]}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label="Risk" className="w-36 max-sm:w-full">
          {(control) => (
            <Select {...control} name="risk" defaultValue={values.risk}>
              <option value="">Any</option>
              {risks.map((risk) => (
                <option key={risk} value={risk}>
                  {riskWords[risk]}
                </option>
              ))}
            </Select>
          )}
        </Field>
        {values.reviewer ? <input type="hidden" name="reviewer" value={values.reviewer} /> : null}
        {values.department ? <input type="hidden" name="department" value={values.department} /> : null}
        {values.held === "" ? null : <input type="hidden" name="held" value={values.held} />}
        <Button type="submit">Show</Button>
        {narrowed ? (
          <Button asChild variant="quiet">
            <Link href={all}>Show all items</Link>
          </Button>
        ) : null}
      </form>
      {dot ? <p className="mt-2 text-ink-2">{dot}</p> : null}
      {reviewer ? <p className="mt-2 text-ink-2">Only items of {reviewer}.</p> : null}
    </search>
  );
}
