import Link from "next/link";
import { Badge } from "@/components/ui/badge";
import { DefinitionList } from "@/components/ui/definition-list";
import { calendarDate } from "@/components/ui/time-distance";
import type { EvaluationBrief } from "@/lib/drafting/drafter-schema";
import { grouped } from "./drafter-words";
import { shareWords } from "./evaluation-words";

/** The main figures of an evaluation, and the way to the rest. */
export function EvaluationFigures({ of: e }: { of: EvaluationBrief }) {
  const f = e.figures;
  return (
    <div className="grid gap-2">
      <p className="flex flex-wrap items-center gap-2">
        <Badge tone={e.passed ? "accent" : "finding"}>{e.passed ? "Passed" : "Did not pass"}</Badge>
        <span>
          {calendarDate(e.at)}, over {f ? `${grouped(f.packets)} items of ` : ""}
          {e.set}
        </span>
        <Link href={`/settings/drafting/evaluations/${e.id}`} className="text-accent underline">
          All figures
        </Link>
      </p>
      {f ? (
        <>
          <DefinitionList
            items={[
              { term: "Claims that hold before checking", value: shareWords(f.faithful) },
              { term: "Without a recommendation", value: shareWords(f.abstained) },
              { term: "Without a usable answer", value: shareWords(f.unanswered) },
              { term: "Followed a text that instructs", value: shareWords(f.obeyed) },
              { term: "Changed what a reviewer sees", value: shareWords(f.moved) },
              { term: "Unchecked facts, links or markup shown", value: grouped(f.escaped) },
            ]}
          />
          <p className="text-sm text-ink-2">
            In brackets: how many, and the range of the true share at 95 % confidence.
          </p>
          {f.failures.length > 0 ? (
            <ul className="list-disc pl-5 text-sm text-ink-2">
              {f.failures.map((why) => (
                <li key={why}>{why}</li>
              ))}
            </ul>
          ) : null}
        </>
      ) : null}
    </div>
  );
}
