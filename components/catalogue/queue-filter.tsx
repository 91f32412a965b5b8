import Link from "next/link";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import type { QueuePage, QueueSearch } from "@/lib/catalogue/schema";

interface QueueFilterProps {
  search: QueueSearch;
  page: QueuePage;
}

/** The address of the queue, narrowed in one more way. */
export function queueHref(search: Partial<QueueSearch>): string {
  const kept = Object.entries(search).flatMap(([key, value]) =>
    value && !(key === "show" && value === "all") ? [[key, String(value)]] : [],
  );
  return kept.length > 0 ? `/catalogue?${new URLSearchParams(kept)}` : "/catalogue";
}

/** Chips for where words come from, and a plain form: what is asked for stands in the address. */
export function QueueFilter({ search, page }: QueueFilterProps) {
  const { counts, applications, oversees } = page;
  const all = Object.values(counts).reduce((sum, n) => sum + n, 0);
  const chips = [
    { show: "all", text: `All ${grouped(all)}` },
    { show: "undescribed", text: `Undescribed ${grouped(counts.undescribed)}` },
    { show: "unverified", text: `Unverified wording ${grouped(counts.proposed)}` },
    { show: "verified", text: `Verified ${grouped(counts.verified)}` },
    ...(oversees ? [{ show: "mine", text: "Mine" } as const] : []),
  ] as const;
  const narrowed = search.q !== "" || search.application !== "";
  return (
    <div className="mt-5 grid gap-3">
      <search>
        <form action="/catalogue" className="flex flex-wrap items-end gap-3">
          <Field label="Words, technical name or application" className="w-72 max-sm:w-full">
            {(control) => <Input {...control} type="search" name="q" defaultValue={search.q} />}
          </Field>
          <Field label="Application" className="w-64 max-sm:w-full">
            {(control) => (
              <Select {...control} name="application" defaultValue={search.application}>
                <option value="">Any</option>
                {applications.map((a) => (
                  <option key={a.key} value={a.key}>
                    {a.label}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          {search.show === "all" ? null : <input type="hidden" name="show" value={search.show} />}
          <Button type="submit">Show</Button>
          {narrowed ? (
            <Button asChild variant="quiet">
              <Link href={queueHref({ show: search.show })}>Clear</Link>
            </Button>
          ) : null}
        </form>
      </search>
      <nav aria-label="Filter" className="flex flex-wrap gap-1.5">
        {chips.map(({ show, text }) => (
          <Button
            key={show}
            asChild
            size="sm"
            variant={search.show === show ? "strong" : "plain"}
            className={cn(search.show === show && "text-accent")}
          >
            <Link
              href={queueHref({ ...search, after: undefined, show })}
              aria-current={search.show === show ? "true" : undefined}
              prefetch={false}
            >
              {text}
            </Link>
          </Button>
        ))}
      </nav>
    </div>
  );
}

const grouped = (n: number) => n.toLocaleString("en-GB");
