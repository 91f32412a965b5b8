import { Skeleton } from "@/components/ui/skeleton";
import { VERBS } from "./verbs";

const KEYS = ["a", "b", "c", "d", "e", "f", "g", "h"] as const;

/** What is still coming, in the shape that it will have, so that nothing moves when it is here. */
export function ItemSkeleton() {
  return (
    <div className="grid gap-4" aria-hidden>
      <div className="grid gap-2.5">
        <Skeleton className="w-1/3" />
        <Skeleton className="h-5 w-2/3" />
        <Skeleton className="h-4 w-5/6" />
        <Skeleton className="w-1/2" />
      </div>
      <div className="grid gap-3 sm:grid-cols-3">
        {KEYS.slice(0, 3).map((k) => (
          <div key={k} className="grid h-32 content-between rounded-lg border border-line bg-panel p-3">
            <Skeleton className="w-1/2" />
            <Skeleton className="w-2/3" />
          </div>
        ))}
      </div>
      <div className="mt-2 divide-y divide-line border-y border-line">
        {KEYS.slice(0, 6).map((k) => (
          <div key={k} className="flex h-8 items-center justify-between gap-8">
            <Skeleton className="w-1/2" />
            <Skeleton className="w-1/5" />
          </div>
        ))}
      </div>
    </div>
  );
}

/** The note. */
export function NoteSkeleton() {
  return (
    <div className="grid gap-2" aria-hidden>
      <Skeleton className="h-4 w-1/4" />
      <Skeleton className="mb-3 w-2/3" />
      <Skeleton className="w-full" />
      <Skeleton className="w-11/12" />
      <Skeleton className="w-3/5" />
    </div>
  );
}

/** The verbs, which nobody can press yet. */
export function DecisionSkeleton() {
  return (
    <div className="flex flex-col gap-2.5 px-4 py-3 sm:px-6 wide:px-5" aria-hidden>
      <div className="grid grid-cols-3 gap-2 wide:grid-cols-2">
        {VERBS.map((verb) => (
          <div key={verb} className="h-10 rounded-md border border-line pointer-coarse:h-11 wide:h-9" />
        ))}
        <div className="h-10 pointer-coarse:h-11 wide:h-9" />
      </div>
      <div className="ml-auto h-10 w-40 rounded-md border border-line pointer-coarse:h-11 wide:h-9" />
    </div>
  );
}

/** Rows of the list. */
export function ListSkeleton() {
  return (
    <div className="grid py-4" aria-hidden>
      <Skeleton className="mx-4 mb-2 h-4 w-1/3" />
      {KEYS.map((k) => (
        <div key={k} className="flex h-13 items-center gap-2.5 px-4">
          <span className="size-4 rounded-full border border-line" />
          <span className="grid flex-1 gap-1.5">
            <Skeleton className="w-2/3" />
            <Skeleton className="h-2.5 w-2/5" />
          </span>
        </div>
      ))}
    </div>
  );
}
