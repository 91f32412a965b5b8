import Link from "next/link";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";

interface DecisionSearchProps {
  campaigns: readonly { id: string; name: string }[];
  campaign: string;
  q: string;
  /** One decision is shown, by its receipt's address. */
  one: boolean;
}

/** Narrows one's own decisions to a campaign, or to what is searched for. */
export function DecisionSearch({ campaigns, campaign, q, one }: DecisionSearchProps) {
  return (
    <search className="mt-4 flex flex-wrap items-center gap-2">
      {one ? (
        <Link href="/decisions" className="text-accent underline underline-offset-2">
          Show all my decisions
        </Link>
      ) : (
        <form action="/decisions" className="flex flex-wrap gap-2 max-sm:w-full">
          <Select
            name="campaign"
            aria-label="Campaign"
            defaultValue={campaign}
            className="w-56 max-sm:w-full"
          >
            <option value="">All campaigns</option>
            {campaigns.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </Select>
          <Input
            type="search"
            name="q"
            aria-label="Person, access or application"
            placeholder="Person, access or application"
            defaultValue={q}
            className="w-64 max-sm:w-full"
          />
          <Button type="submit">Find</Button>
        </form>
      )}
    </search>
  );
}
