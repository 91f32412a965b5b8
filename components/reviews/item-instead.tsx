import Link from "next/link";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { ProblemError } from "@/lib/fetch";
import { narrows } from "@/lib/reviews/schema";
import { ItemSkeleton } from "./review-skeletons";
import type { useReview } from "./use-review";

/** Where no item can be shown: why, and the way on. */
export function ItemInstead({ r }: { r: ReturnType<typeof useReview> }) {
  if (r.item.isError)
    return (
      <EmptyState
        title="This item could not be opened"
        sentence={r.item.error.message}
        action={
          isGone(r.item.error) ? (
            <Button onClick={() => void r.list.refetch().then(() => r.select(null))}>
              Read the list again
            </Button>
          ) : (
            <Button onClick={() => void r.item.refetch()}>Try again</Button>
          )
        }
      />
    );
  if (r.current === null && r.list.isError)
    return (
      <EmptyState
        title="The list is not here"
        sentence="Without it no item can be opened. What you recorded is kept."
        action={<Button onClick={() => void r.list.refetch()}>Try again</Button>}
      />
    );
  if (r.current === null && r.list.isSuccess)
    return narrows(r.filter) ? (
      <EmptyState
        title="No item to show"
        sentence="Nothing on your list is as you narrowed it. The way back to the whole list stands beside this."
      />
    ) : (
      <EmptyState
        title="Nothing for you here"
        sentence="No item of this review is with you now: they were handed on, taken back, or are gone at their source."
        action={
          <Button asChild>
            <Link href="/reviews">My reviews</Link>
          </Button>
        }
      />
    );
  if (r.item.fetchStatus === "paused")
    return (
      <EmptyState
        title="Not opened yet"
        sentence="There is no connection now. This item opens by itself when it is back; what you recorded is kept on this page."
      />
    );
  return <ItemSkeleton />;
}

/** Whether what was asked for is not there, or no longer one's own: asking again would not bring it. */
const isGone = (error: Error) => error instanceof ProblemError && error.problem.status === 404;
