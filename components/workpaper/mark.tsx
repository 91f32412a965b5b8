import { Check, CircleDashed, Minus, TriangleAlert } from "lucide-react";
import { type Judgement, judgementWords } from "@/lib/oversight/workpaper-schema";

const shapes = { met: Check, exception: TriangleAlert, not_applicable: Minus } as const;

/** How a test of an item stands, as a shape with its word; `own` where the auditor said so and not code. */
export function Mark({ of, own }: { of: Judgement | null; own: boolean }) {
  const word = of === null ? "Not judged yet" : judgementWords[of];
  const said = own ? `${word}, by the auditor` : word;
  const Shape = of === null ? CircleDashed : shapes[of];
  const tone = of === "exception" ? "text-finding" : of === "met" ? "text-ink" : "text-ink-3";
  return (
    <span title={said} className="inline-flex align-middle">
      <Shape aria-hidden className={`size-4 ${tone}`} strokeWidth={own ? 3 : 1.75} />
      <span className="sr-only">{said}</span>
    </span>
  );
}
