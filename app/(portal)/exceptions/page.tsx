import type { Metadata } from "next";
import { Register } from "@/components/exceptions/register";
import { PageHeader } from "@/components/ui/page-header";
import { list } from "@/lib/exceptions/queries";
import { listSearch } from "@/lib/exceptions/schema";
import { ask } from "@/lib/http";

export const metadata: Metadata = { title: "Exceptions" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function ExceptionsPage({ searchParams }: Props) {
  const search = listSearch.parse(await searchParams);
  return (
    <>
      <PageHeader
        title="Exceptions"
        description="Access that is kept although it breaks a rule: why, what makes up for it, who answers for that, and until when. After its last day the access comes back to be decided."
      />
      <Register page={await ask(list, search)} search={search} />
    </>
  );
}
