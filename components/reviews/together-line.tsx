import { Button } from "@/components/ui/button";
import { Kbd } from "@/components/ui/kbd";
import type { Cluster } from "@/lib/reviews/together-schema";
import { togetherLine } from "./together";

/** One quiet line on an item that is one of several alike; it opens them, and decides nothing. */
export function TogetherLine({ cluster, onOpen }: { cluster: Cluster | null; onOpen: () => void }) {
  if (!cluster) return null;
  return (
    <p className="mb-2">
      <Button variant="quiet" size="sm" onClick={onOpen} aria-keyshortcuts="T" className="-ml-2 text-ink-2">
        {togetherLine(cluster)}
        <Kbd aria-hidden className="pointer-coarse:hidden">
          T
        </Kbd>
      </Button>
    </p>
  );
}
