import { type Ref, useId } from "react";
import { Badge } from "@/components/ui/badge";
import { Callout } from "@/components/ui/callout";
import { Disclosure } from "@/components/ui/disclosure";
import { calendarDate, tieDates } from "@/components/ui/time-distance";
import type { OpenedItem } from "@/lib/reviews/observe";
import { OWN_READING } from "./blind-words";
import type { DraftView } from "./draft";
import { CLASS_WORDS, type FactView, sectionOf } from "./facts";
import { exceptionWords, recordedWords } from "./words";

/** Facts of one kind that are shown at first. */
const first = 3;

/** One side of a conflict that the reviewer decides: what it is, what speaks for and against it, where its decision stands. */
export function PairSide({ opened, evidence }: { opened: OpenedItem; evidence: Ref<HTMLElement> }) {
  const { view, recorded, exception, ended, blocked, blind } = opened;
  const id = useId();
  const told = exception ? exceptionWords(exception) : null;
  return (
    <section
      ref={evidence}
      aria-labelledby={id}
      className="grid content-start gap-3 rounded-lg border border-line bg-panel p-4"
    >
      <div>
        <p className="text-sm text-ink-2">{view.path.map((part) => part.text).join(" › ")}</p>
        <h3 id={id} className="mt-1 text-lg">
          {view.title}
        </h3>
        <p className="mt-1 text-ink-2">{tieDates(view.allows)}</p>
      </div>
      <p className="text-sm">
        {recorded ? (
          recordedWords(recorded)
        ) : (
          <>
            <Badge>open</Badge> Not decided yet.
          </>
        )}
        {told ? ` ${told.title} ${told.sentence}` : ""}
      </p>
      {blocked || ended ? <Callout title="Cannot be decided here">{blocked ?? ended}</Callout> : null}
      {blind?.hidden ? (
        <>
          {blind.arm === "blind" ? <p className="text-ink-2">{OWN_READING.first}</p> : null}
          <Facts title="Facts" facts={view.facts.filter((f) => sectionOf(f) === "other")} />
        </>
      ) : (
        <>
          <Facts title="Reasons to remove" facts={view.facts.filter((f) => sectionOf(f) === "remove")} />
          <Facts title="Reasons to keep" facts={view.facts.filter((f) => sectionOf(f) === "keep")} />
          <Facts title="Other facts" facts={view.facts.filter((f) => sectionOf(f) === "other")} shut />
        </>
      )}
      <Facts
        title="Not known or only stated"
        facts={view.facts.filter((f) => sectionOf(f) === "unknown")}
        shut
      />
      <Note note={opened.note} />
    </section>
  );
}

function Facts({
  title,
  facts,
  shut = false,
}: {
  title: string;
  facts: readonly FactView[];
  shut?: boolean;
}) {
  if (facts.length === 0)
    return shut ? null : (
      <div>
        <h4 className="text-base font-medium">{title}</h4>
        <p className="text-ink-3">None.</p>
      </div>
    );
  const list = (some: readonly FactView[]) => (
    <ul className="divide-y divide-line border-y border-line">
      {some.map((fact) => (
        <li
          key={fact.id}
          data-fact={fact.id}
          tabIndex={-1}
          className="grid scroll-my-8 grid-cols-[2rem_minmax(0,1fr)] gap-x-1 py-1"
        >
          <span className="text-sm text-ink-3">{fact.id}</span>
          <span className="min-w-0">
            {tieDates(fact.sentence)}
            <span className="block text-sm text-ink-3">
              {tieDates(`${CLASS_WORDS[fact.class]} ${fact.source}, ${calendarDate(fact.asOf)}`)}
            </span>
          </span>
        </li>
      ))}
    </ul>
  );
  if (shut)
    return (
      <Disclosure summary={`${title}: ${facts.length}`}>
        <div className="-ml-5">{list(facts)}</div>
      </Disclosure>
    );
  return (
    <div>
      <h4 className="mb-1 text-base font-medium">{title}</h4>
      {list(facts.slice(0, first))}
      {facts.length > first ? (
        <Disclosure summary={`${facts.length - first} more`} className="mt-1">
          <div className="-ml-5">{list(facts.slice(first))}</div>
        </Disclosure>
      ) : null}
    </div>
  );
}

function Note({ note }: { note: DraftView }) {
  if (note.state !== "ready") return null;
  const parts = [
    ["", note.why],
    [`${note.lead ?? "Against this:"} `, note.against],
    ["Not known: ", note.unknown.filter((s) => !s.stated)],
    ["Only stated: ", note.unknown.filter((s) => s.stated)],
  ] as const;
  return (
    <Disclosure summary="Draft note">
      <div className="grid gap-2">
        {parts.map(([lead, sentences]) =>
          sentences.length === 0 ? null : (
            <p key={lead}>
              {lead ? <b>{lead}</b> : null}
              {sentences.map((s) => `${s.text} (${s.facts.join(", ")})`).join(" ")}
            </p>
          ),
        )}
      </div>
    </Disclosure>
  );
}

interface StrangerProps {
  /** The other side in the finding's words. */
  other: string;
  side: { title: string; application: string; reviewer: string } | null;
  owner: string | null;
}

/** The side that somebody else decides, or that is no part of this review: named, with whom to ask, and nothing more. */
export function PairStranger({ other, side, owner }: StrangerProps) {
  const id = useId();
  return (
    <section
      aria-labelledby={id}
      className="grid content-start gap-3 rounded-lg border border-dashed border-line-strong p-4"
    >
      <div>
        <p className="text-sm text-ink-2">{side ? side.application : "Not in this review"}</p>
        <h3 id={id} className="mt-1 text-lg">
          {side ? side.title : other}
        </h3>
      </div>
      <p>
        {side
          ? `${side.reviewer} decides this one; you see no more of it. Removing it there settles the conflict.`
          : owner
            ? `It is not part of this review. ${owner} owns it and can have it removed.`
            : "It is not part of this review, and who owns it is not known. Ask whoever runs the system."}
      </p>
    </section>
  );
}
