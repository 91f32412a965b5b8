import Link from "next/link";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { type Follow, logHref, wholeOf } from "@/lib/audit-log/client";

interface LogFilterProps {
  follow: Follow;
  /** Every type an entry can have. */
  types: readonly string[];
  followed: {
    item: { name: string; campaign: string } | null;
    person: string | null;
    campaign: string | null;
  };
}

/** "decision.recorded" as "decision recorded". */
const words = (type: string) => type.replaceAll(/[._]/g, " ");

/** What is followed, each to be let go by itself, and the kind of entry: all of it stands in the address. */
export function LogFilter({ follow, types, followed }: LogFilterProps) {
  const whole = wholeOf(follow);
  const chips = [
    follow.item ? { name: "item", label: "Item", value: followed.item?.name ?? follow.item } : undefined,
    follow.person ? { name: "person", label: "By", value: followed.person ?? follow.person } : undefined,
    follow.campaign
      ? { name: "campaign", label: "Campaign", value: followed.campaign ?? follow.campaign }
      : undefined,
  ].filter((chip) => chip !== undefined);
  const narrowed = Object.keys(whole).length > 0;
  return (
    <search className="mt-4 grid gap-3">
      <form key={whole.type ?? ""} action="/log" className="flex flex-wrap items-end gap-3">
        {(["item", "person", "campaign"] as const).map((name) =>
          whole[name] === undefined ? null : (
            <input key={name} type="hidden" name={name} value={whole[name]} />
          ),
        )}
        <Field label="Kind of entry" className="w-64 max-sm:w-full">
          {(control) => (
            <Select {...control} name="type" defaultValue={whole.type ?? ""}>
              <option value="">Any</option>
              {types.map((type) => (
                <option key={type} value={type}>
                  {words(type)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Button type="submit">Show</Button>
        {narrowed ? (
          <Button asChild variant="quiet">
            <Link href="/log" prefetch={false}>
              Show everything
            </Link>
          </Button>
        ) : null}
      </form>
      {narrowed ? (
        <div className="flex flex-wrap items-center gap-2">
          <p>Only what you follow is shown.</p>
          {chips.map(({ name, label, value }) => (
            <Link
              key={name}
              href={logHref({ ...whole, [name]: undefined })}
              prefetch={false}
              className="inline-flex min-h-7 max-w-full items-center gap-1.5 rounded-md border border-line-strong bg-panel px-2 text-sm hover:bg-sunken"
            >
              <span className="text-ink-2">{label}</span>
              <span className="min-w-0 [overflow-wrap:anywhere]">{value}</span>
              <span aria-hidden>×</span>
              <span className="sr-only">, stop following</span>
            </Link>
          ))}
        </div>
      ) : null}
    </search>
  );
}
