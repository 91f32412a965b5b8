import { PageHeader } from "@/components/ui/page-header";
import { Loading, Skeleton } from "@/components/ui/skeleton";

const rows = Array.from({ length: 8 }, (_, i) => i);

export default function PeopleLoading() {
  return (
    <>
      <PageHeader
        title="People"
        description="Who can sign in, what each may do here, and who they are in the directory."
        className="mb-6"
      />
      <Loading label="People are being loaded">
        <Skeleton className="h-14 w-full max-w-[40rem]" />
        <ul className="mt-4 border-t border-line-strong">
          {rows.map((row) => (
            <li key={row} className="grid h-[3.3rem] content-center gap-2 border-b border-line">
              <Skeleton className="w-48" />
              <Skeleton className="w-64" />
            </li>
          ))}
        </ul>
      </Loading>
    </>
  );
}
