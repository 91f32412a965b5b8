"use client";

import { useEffect } from "react";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { EmptyState } from "@/components/ui/empty-state";
import { Kbd } from "@/components/ui/kbd";
import { Skeleton } from "@/components/ui/skeleton";
import { verbOf } from "@/lib/reviews/schema";
import { ITEM_TITLE_ID } from "./item-title";
import type { Member } from "./together";
import type { Together } from "./use-together";

/** Several alike items, each with what is its own. None is chosen until somebody does. */
export function TogetherView({ together }: { together: Together }) {
  const { opened, members, open, opening, close } = together;
  const there = opened.data !== undefined;
  const round = open?.n ?? 0;
  useEffect(() => {
    // After a record the panel that had focus begins anew.
    if (there && round > 0) document.getElementById(ITEM_TITLE_ID)?.focus();
  }, [there, round]);
  if (opened.isError)
    return (
      <EmptyState
        title="These items could not be opened together"
        sentence={opened.error.message}
        action={<Button onClick={close}>Back to the item</Button>}
      />
    );
  if (!opened.data)
    return (
      <div className="grid gap-4" aria-hidden>
        <Skeleton className="h-7 w-2/3" />
        <Skeleton className="h-48 w-full" />
      </div>
    );
  const { title, phrase, application, allows, shared } = opened.data;
  const more = (open?.cluster.count ?? 0) - members.length;
  return (
    <div className="grid content-start gap-4">
      <header className="flex flex-wrap items-start justify-between gap-3">
        <div className="min-w-0 flex-1 basis-80">
          <p className="text-sm text-ink-2">{application}, low risk</p>
          <h2 id={ITEM_TITLE_ID} tabIndex={-1} className="rounded-sm text-xl">
            {members.length} people {phrase?.startsWith("can ") ? phrase : `hold ${title}`}
          </h2>
          <p className="mt-1 text-ink-2">{allows}</p>
        </div>
        <Button onClick={close} aria-keyshortcuts="T">
          Back to the item
          <Kbd aria-hidden className="pointer-coarse:hidden">
            T
          </Kbd>
        </Button>
      </header>
      {open?.done ? (
        <Callout title="Recorded" role="status">
          {open.done} To change one, open it on the list; to change several, choose them below and record
          again.
        </Callout>
      ) : null}
      <section aria-labelledby="together-shared">
        <h3 id="together-shared" className="font-medium">
          What all of them show
        </h3>
        {shared.length > 0 ? (
          <ul className="mt-1 list-disc pl-5">
            {shared.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        ) : (
          <p className="mt-1 text-ink-2">No fact is told of every one of them.</p>
        )}
      </section>
      <section aria-labelledby="together-members">
        <div className="flex flex-wrap items-baseline justify-between gap-2">
          <h3 id="together-members" className="font-medium">
            {together.taken.length} of {members.length} chosen
          </h3>
          <div className="flex gap-2">
            <Button size="sm" onClick={together.takeAll}>
              Choose all {members.length}
            </Button>
            <Button size="sm" variant="quiet" onClick={together.takeNone}>
              Choose none
            </Button>
          </div>
        </div>
        <ul className="mt-2 divide-y divide-line border-y border-line">
          {members.map((member) => (
            <MemberRow
              key={member.item}
              member={member}
              taken={opening.taken.has(member.item)}
              why={opening.refused[member.item]}
              onTake={together.take}
            />
          ))}
        </ul>
        {more > 0 ? (
          <p className="mt-2 text-sm text-ink-2">
            {more} more are alike. At most {opened.data.cap} are decided together; the others come next.
          </p>
        ) : null}
      </section>
    </div>
  );
}

interface MemberRowProps {
  member: Member;
  taken: boolean;
  why: string | undefined;
  onTake: (item: string, on: boolean) => void;
}

function MemberRow({ member, taken, why, onTake }: MemberRowProps) {
  const { item, subject, who, account, facts, note, outcome } = member;
  const id = `take-${item}`;
  return (
    <li className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 py-2">
      <input
        id={id}
        type="checkbox"
        checked={taken}
        onChange={(event) => onTake(item, event.currentTarget.checked)}
        aria-describedby={`${id}-facts`}
        className="my-1 size-4 accent-accent pointer-coarse:size-6"
      />
      <div className="min-w-0">
        <label htmlFor={id} className="font-medium">
          {subject}
          {outcome ? <span className="font-normal text-ink-2">, recorded: {verbOf[outcome]}</span> : null}
        </label>
        <p className="text-sm text-ink-2">
          {who}
          {account ? ` Account ${account}.` : ""}
        </p>
        <ul id={`${id}-facts`} className="mt-0.5 text-sm">
          {[...facts, ...note].map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
        {why ? (
          <p role="alert" className="mt-0.5 text-sm text-finding">
            {why}
          </p>
        ) : null}
      </div>
    </li>
  );
}
