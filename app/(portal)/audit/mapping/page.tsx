import type { Metadata } from "next";
import { MappingTable } from "@/components/mapping/mapping-table";
import { PageHeader } from "@/components/ui/page-header";
import { ask } from "@/lib/http";
import { mapping } from "@/lib/oversight/mapping-queries";

export const metadata: Metadata = { title: "Control mapping" };

export default async function MappingPage() {
  return (
    <>
      <PageHeader
        title="Control mapping"
        description="Which control of which framework each feature answers to, by its id and in our own words, and what shows it in this installation: a count that leads to what was counted, and the name of the query that gives it. Whether a control is met is for its tester to judge."
      />
      <MappingTable {...(await ask(mapping, {}))} />
    </>
  );
}
