import Link from "next/link";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { kindWords, machineKind } from "@/lib/ownership/schema";

interface MachineFilterProps {
  values: { show: "unowned" | "all"; kind?: string | undefined; q: string };
  counts: { unowned: number; all: number };
}

/** Which of them: without an owner or all, of a kind, by a part of a name. Works without a script. */
export function MachineFilter({ values, counts }: MachineFilterProps) {
  const to = (show: "unowned" | "all") =>
    `/identities?${new URLSearchParams({ show, ...(values.kind ? { kind: values.kind } : {}), ...(values.q ? { q: values.q } : {}) })}`;
  return (
    <div className="mt-3 flex flex-wrap items-center gap-x-6 gap-y-2">
      <nav aria-label="Which of them" className="flex gap-1.5">
        {(["unowned", "all"] as const).map((show) => (
          <Button
            key={show}
            asChild
            size="sm"
            variant={values.show === show ? "strong" : "plain"}
            className={cn(values.show === show && "text-accent")}
          >
            <Link href={to(show)} aria-current={values.show === show ? "true" : undefined} prefetch={false}>
              {show === "unowned" ? "Nobody answers" : "All"} {counts[show].toLocaleString("en-GB")}
            </Link>
          </Button>
        ))}
      </nav>
      <form method="get" action="/identities" className="flex flex-wrap gap-2">
        <input type="hidden" name="show" value={values.show} />
        <Select name="kind" aria-label="Kind" defaultValue={values.kind ?? ""} className="w-auto">
          <option value="">Every kind</option>
          {machineKind.options.map((kind) => (
            <option key={kind} value={kind}>
              {kindWords[kind]}
            </option>
          ))}
        </Select>
        <Input
          name="q"
          type="search"
          aria-label="Name, owner or purpose"
          placeholder="Name, owner or purpose"
          defaultValue={values.q}
          className="w-56"
        />
        <Button type="submit">Show</Button>
      </form>
    </div>
  );
}
