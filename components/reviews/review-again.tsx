import Link from "next/link";
import { Callout } from "@/components/ui/callout";
import { calendarDate } from "@/components/ui/time-distance";

interface ReviewAgainProps {
  samples: readonly { id: string; campaignName: string; size: number; answered: number; at: string }[];
}

/** Samples of ended campaigns that this person was asked to decide again. */
export function ReviewAgain({ samples }: ReviewAgainProps) {
  return samples.map((s) => (
    <Callout key={s.id} tone="attention" title={`Review again: ${s.campaignName}`} className="mt-4">
      On {calendarDate(s.at)} you were asked to decide {s.size} of its items again, on the sealed evidence;{" "}
      {s.answered} of {s.size} are answered.{" "}
      <Link href={`/audit/reperformance/${s.id}`} prefetch={false} className="text-accent hover:underline">
        Decide them again
      </Link>
    </Callout>
  ));
}
