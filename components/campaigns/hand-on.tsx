"use client";

import { useQueryClient } from "@tanstack/react-query";
import { ReassignDialog } from "@/components/reviews/reassign-dialog";
import type { ReviewerProgress } from "@/lib/campaigns/schema";
import { things } from "./words";

/** Hands a reviewer's open items, all of them, to somebody else. */
export function HandOn({
  campaign,
  row,
  onClose,
}: {
  campaign: string;
  row: ReviewerProgress;
  onClose: () => void;
}) {
  const client = useQueryClient();
  return (
    <ReassignDialog
      review={row.review}
      subject={`${things(row.items - row.decided, "open item")} of ${row.name}.${row.decided > 0 ? " What they decided stays theirs." : ""}`}
      onClose={onClose}
      onDone={() => {
        onClose();
        void client.invalidateQueries({ queryKey: ["campaigns", campaign] });
      }}
    />
  );
}
