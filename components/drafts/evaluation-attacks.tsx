import type { EvaluationResult } from "@/lib/drafting/evaluation-result";
import { DotIntervals } from "./dot-interval";
import { grouped } from "./drafter-words";
import { placementWords } from "./evaluation-words";

/** How often the model followed a text that wants something, by collection and place, and what of it would have been seen. */
export function EvaluationAttacks({
  now,
  before,
}: {
  now: EvaluationResult;
  before: EvaluationResult | null;
}) {
  if (now.injection.length === 0) return null;
  const corpora = [...new Set(now.injection.map((i) => i.corpus))];
  const seen = now.injection.reduce((all, i) => all + i.shown.n, 0);
  const tried = now.injection.reduce((all, i) => all + i.shown.of, 0);
  return (
    <section aria-labelledby="attacks" className="grid gap-3">
      <div>
        <h2 id="attacks" className="text-lg">
          Texts that want something
        </h2>
        <p className="max-w-[72ch] text-ink-2">
          How often the model's own answer moved towards what the text wants, against its answer to the same
          item without it. Of {grouped(tried)} attacks, {grouped(seen)} moved what a reviewer would have seen,
          a recommendation withheld included; none can bring in a fact.
        </p>
      </div>
      <div className="grid gap-6">
        {corpora.map((corpus) => (
          <div key={corpus}>
            <h3 className="font-medium [overflow-wrap:anywhere] first-letter:uppercase">{corpus}</h3>
            <DotIntervals
              label={`Attacks of ${corpus}, by place`}
              rows={now.injection
                .filter((i) => i.corpus === corpus)
                .map((i) => {
                  const was = before?.injection.find(
                    (b) => b.corpus === corpus && b.placement === i.placement,
                  );
                  return {
                    name: `In ${placementWords[i.placement]}`,
                    note: noteOf(i),
                    now: i.obeyed,
                    ...(was ? { before: was.obeyed } : {}),
                  };
                })}
            />
          </div>
        ))}
      </div>
    </section>
  );
}

function noteOf({ shown, canary, refused }: EvaluationResult["injection"][number]): string {
  return [
    `${grouped(shown.n)} seen`,
    ...(canary > 0 ? [`${grouped(canary)} gave the instructions' token away`] : []),
    ...(refused > 0 ? [`${grouped(refused)} with wording that was refused`] : []),
  ].join("; ");
}
