import { Loading, Skeleton } from "@/components/ui/skeleton";

/** The worklist's shape while its rows are coming. */
export function WorklistSkeleton() {
  return (
    <Loading label="Loading the worklist" className="px-4 pt-4">
      <Skeleton className="w-32" />
      {ROWS.map((row) => (
        <div key={row} className="grid h-13 content-center gap-2 pl-6.5">
          <Skeleton className="w-44" />
          <Skeleton className="h-2.5 w-24" />
        </div>
      ))}
    </Loading>
  );
}

const ROWS = ["a", "b", "c", "d", "e", "f", "g", "h"];

/** An item's shape while its facts are coming. */
export function ItemSkeleton() {
  return (
    <Loading label="Loading the facts" className="grid gap-4">
      <div className="grid gap-2.5 pt-1">
        <Skeleton className="h-2.5 w-64" />
        <Skeleton className="h-5 w-80" />
        <Skeleton className="w-full max-w-xl" />
        <Skeleton className="w-2/3 max-w-md" />
      </div>
      <div className="grid grid-cols-[repeat(auto-fit,minmax(min(100%,12.5rem),1fr))] gap-3">
        {ROWS.slice(0, 3).map((card) => (
          <div key={card} className="h-28 rounded-lg border border-line bg-panel" />
        ))}
      </div>
      <div className="divide-y divide-line border-y border-line">
        {ROWS.slice(0, 5).map((fact) => (
          <div key={fact} className="flex h-8 items-center">
            <Skeleton className="w-3/5" />
          </div>
        ))}
      </div>
    </Loading>
  );
}

/** The note's shape while the item is coming. */
export function NoteSkeleton() {
  return (
    <Loading label="Loading the draft note" className="grid gap-3">
      <Skeleton className="w-24" />
      <Skeleton className="mt-3 w-full" />
      <Skeleton className="w-11/12" />
      <Skeleton className="w-2/3" />
      <Skeleton className="mt-3 w-full" />
      <Skeleton className="w-1/2" />
    </Loading>
  );
}
