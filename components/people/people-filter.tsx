import Link from "next/link";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { roleLabels, roles } from "@/lib/auth/schema";

export interface PeopleFilterValues {
  q: string;
  role: string;
  status: string;
}

/** A plain form: what is asked for stands in the address. */
export function PeopleFilter({ values }: { values: PeopleFilterValues }) {
  const narrowed = values.q !== "" || values.role !== "" || values.status !== "";
  return (
    <search>
      <form action="/people" className="flex flex-wrap items-end gap-3">
        <Field label="Name or e-mail" className="w-64 max-sm:w-full">
          {(control) => <Input {...control} type="search" name="q" defaultValue={values.q} />}
        </Field>
        <Field label="Role" className="w-44 max-sm:w-full">
          {(control) => (
            <Select {...control} name="role" defaultValue={values.role}>
              <option value="">Everybody</option>
              <option value="any">Whoever has a role</option>
              {roles.map((role) => (
                <option key={role} value={role}>
                  {roleLabels[role]}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label="Access" className="w-40 max-sm:w-full">
          {(control) => (
            <Select {...control} name="status" defaultValue={values.status}>
              <option value="">Open or ended</option>
              <option value="active">Open</option>
              <option value="disabled">Ended</option>
            </Select>
          )}
        </Field>
        <Button type="submit">Show</Button>
        {narrowed ? (
          <Button asChild variant="quiet">
            <Link href="/people">Show everybody</Link>
          </Button>
        ) : null}
      </form>
    </search>
  );
}
