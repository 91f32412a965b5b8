"use client";

import { useHotkeys } from "@/components/shell/hotkeys";
import { cn } from "@/components/ui/cn";
import { Disclosure } from "@/components/ui/disclosure";
import { OwnWords } from "@/components/ui/own-words";
import { calendarDate, tieDates } from "@/components/ui/time-distance";
import { type Density, useDensity } from "./density";
import { CLASS_WORDS, type FactSection, type FactView, sectionOf } from "./facts";
import { FactLink, factAnchor, useLinkedFacts } from "./linked-facts";

const UNSORTED = [
  { id: "other", title: "Facts", none: "No fact is reported." },
  { id: "unknown", title: "Not known or only stated", none: "Nothing that was asked for is missing." },
] as const;
const SECTIONS: { id: Exclude<FactSection, "other">; title: string; none: string }[] = [
  { id: "remove", title: "Reasons to remove", none: "No fact speaks for removing it." },
  { id: "keep", title: "Reasons to keep", none: "No fact speaks for keeping it." },
  { id: "unknown", title: "Not known or only stated", none: "Nothing that was asked for is missing." },
];

export interface FactListProps {
  facts: readonly FactView[];
  /** The facts the note cites; their ids become links to it. */
  cited?: readonly string[];
  /** What the source does not report, one sentence each. */
  notReported?: readonly string[];
  /** Sorted by the side they speak for; not where somebody decides before they see the draft. */
  sorted?: boolean;
  /** Nothing is folded away at first. */
  whole?: boolean;
}

/** Moves focus to the fact after the one that has it, round and round. */
function focusNextFact(): void {
  const facts = [...document.querySelectorAll<HTMLElement>("[data-fact]")].filter((row) =>
    row.checkVisibility(),
  );
  const at = facts.findIndex((row) => row.matches(":focus, :focus-within"));
  const next = facts[(at + 1) % facts.length];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

const KEYS = [{ key: "e", label: "Next fact", group: "Item", repeat: true, run: focusNextFact }];

/** The facts as reasons, then what is not known. Each says how it came to be, where from and as of when. */
export function FactList({
  facts,
  cited = [],
  notReported = [],
  sorted = true,
  whole = false,
}: FactListProps) {
  useHotkeys(KEYS);
  const density = useDensity();
  const other = sorted ? facts.filter((fact) => sectionOf(fact) === "other") : [];
  return (
    <div className={cn("@container grid", density === "comfortable" ? "gap-5" : "gap-3")}>
      {(sorted ? SECTIONS : UNSORTED).map((section) => {
        const members = facts.filter((fact) => sectionOf(fact) === section.id);
        const silent = section.id === "unknown" ? notReported : [];
        return (
          <section key={section.id} aria-labelledby={`facts-${section.id}`}>
            <h3 id={`facts-${section.id}`} className="mb-1 text-base">
              {section.title}
            </h3>
            {members.length + silent.length === 0 ? (
              <p className="border-y border-line py-1.5 text-ink-3">{section.none}</p>
            ) : (
              <ul className="divide-y divide-line border-y border-line">
                {members.map((fact) => (
                  <FactRow key={fact.id} fact={fact} cited={cited.includes(fact.id)} density={density} />
                ))}
                {silent.map((sentence) => (
                  <li
                    key={sentence}
                    className={cn("grid grid-cols-[2.25rem_1fr] gap-x-2 text-ink-2", ROOM[density])}
                  >
                    <span aria-hidden className="text-ink-3">
                      –
                    </span>
                    <span>{sentence}</span>
                  </li>
                ))}
              </ul>
            )}
          </section>
        );
      })}
      {other.length > 0 ? (
        <Disclosure
          open={whole}
          summary={
            other.length === 1
              ? "1 more fact, which points neither way"
              : `${other.length} more facts, which point neither way`
          }
        >
          <ul className="divide-y divide-line border-y border-line">
            {other.map((fact) => (
              <FactRow key={fact.id} fact={fact} cited={cited.includes(fact.id)} density={density} />
            ))}
          </ul>
        </Disclosure>
      ) : null}
    </div>
  );
}

const ROOM: Record<Density, string> = { comfortable: "py-1.5", compact: "py-0.5", line: "py-px" };
/** On one line until it is reached or touched: then whole. Nothing moves by pointing at it. */
const WHOLE = "group-focus:whitespace-normal group-focus-within:whitespace-normal";

function FactRow({ fact, cited, density }: { fact: FactView; cited: boolean; density: Density }) {
  const { lit, handlers } = useLinkedFacts([fact.id]);
  const line = density === "line";
  const source = tieDates(`${CLASS_WORDS[fact.class]} ${fact.source}, ${calendarDate(fact.asOf)}`);
  return (
    <li
      id={factAnchor(fact.id)}
      data-fact={fact.id}
      tabIndex={-1}
      {...handlers}
      className={cn(
        "group grid scroll-my-8 grid-cols-[2.25rem_minmax(0,1fr)] gap-x-2",
        line
          ? "@xl:grid-cols-[2.25rem_minmax(0,1fr)_minmax(0,8rem)]"
          : "@xl:grid-cols-[2.25rem_minmax(0,1fr)_fit-content(20rem)]",
        ROOM[density],
        lit && "bg-selected",
      )}
      title={line ? `${fact.sentence}. ${fact.note ?? ""} ${source}`.replace(/\s+/gu, " ") : undefined}
    >
      <span className="pl-1">
        {cited ? (
          <FactLink fact={fact.id} to="claim" className="inline-flex h-6 min-w-6 -my-0.5 items-center" />
        ) : (
          <span className="text-sm text-ink-3">{fact.id}</span>
        )}
      </span>
      <span className={cn("min-w-0", line && "truncate", line && WHOLE)}>
        <OwnWords text={tieDates(fact.sentence)} />
        {fact.note ? (
          <span
            className={cn(
              "text-sm text-ink-2",
              line ? "hidden group-focus:block group-focus-within:block" : "block",
            )}
          >
            <OwnWords text={fact.note} />
          </span>
        ) : null}
      </span>
      <span
        className={cn(
          "col-start-2 text-sm text-ink-3 @xl:col-start-3 @xl:pr-1 @xl:text-right",
          line && "truncate @max-xl:hidden @max-xl:group-focus:block",
          line && WHOLE,
        )}
      >
        {source}
      </span>
    </li>
  );
}
