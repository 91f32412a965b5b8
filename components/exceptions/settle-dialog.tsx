"use client";

import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { CLASS_WORDS } from "@/components/reviews/facts";
import { announce } from "@/components/shell/announce";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { OwnWords } from "@/components/ui/own-words";
import { Skeleton } from "@/components/ui/skeleton";
import { Textarea } from "@/components/ui/textarea";
import { calendarDate, tieDates } from "@/components/ui/time-distance";
import type { FactView } from "@/lib/evidence/view";
import { exceptionOptions, useGrant, useRefuse } from "@/lib/exceptions/client";

interface SettleButtonProps {
  exception: string;
  /** "Release payments of Priya Raman". */
  title: string;
}

/** The second person's answer: the findings and facts first, then what was asked for, then grant or refuse. */
export function SettleButton({ exception, title }: SettleButtonProps) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button size="sm" onClick={() => setOpen(true)}>
        Look and answer
      </Button>
      {open ? <SettleDialog exception={exception} title={title} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function SettleDialog({ exception, title, onClose }: SettleButtonProps & { onClose: () => void }) {
  const detail = useQuery(exceptionOptions(exception));
  const [words, setWords] = useState("");
  const [missing, setMissing] = useState<string>();
  const [keys] = useState(() => ({ grant: crypto.randomUUID(), refuse: crypto.randomUUID() }));
  const grant = useGrant();
  const refuse = useRefuse();
  const router = useRouter();
  const busy = grant.isPending || refuse.isPending;
  const failed = grant.error ?? refuse.error;
  const done = (said: string) => ({
    onSuccess: () => {
      announce(said);
      onClose();
      router.refresh();
    },
  });
  const said = words.trim();
  const onGrant = () => {
    setMissing(undefined);
    grant.mutate({ exception, key: keys.grant, ...(said ? { words: said } : {}) }, done("Granted"));
  };
  const onRefuse = () => {
    if (said.length < 3) {
      setMissing("Say why, so that whoever asked can decide again.");
      return;
    }
    setMissing(undefined);
    refuse.mutate({ exception, key: keys.refuse, words: said }, done("Refused; it is open again"));
  };
  const e = detail.data;
  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      description={
        e ? `${e.requestedBy} wants to keep it until ${calendarDate(e.until)} although it breaks a rule.` : ""
      }
      className="w-[min(46rem,calc(100vw-2rem))] text-left whitespace-normal"
      footer={
        <>
          <Button onClick={onRefuse} disabled={!e || busy}>
            Refuse
          </Button>
          <Button onClick={onGrant} disabled={!e || busy}>
            Grant
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        {detail.isError ? (
          <Callout tone="finding" title="Not opened">
            {detail.error.message}
          </Callout>
        ) : null}
        {e ? (
          <>
            {e.view.findings.map((f) => (
              <Callout
                key={f.fact}
                tone="finding"
                title={f.kind}
                aside={<span className="text-sm">{f.fact}</span>}
              >
                {tieDates(f.text)}
              </Callout>
            ))}
            <p className="text-ink-2">{tieDates(e.view.allows)}</p>
            <Facts title="Reasons to remove" facts={e.view.facts.filter((f) => f.stance === "remove")} />
            <Facts title="Reasons to keep" facts={e.view.facts.filter((f) => f.stance === "keep")} />
            <Facts
              title="Not known or only stated"
              facts={e.view.facts.filter((f) => f.stance === "unknown")}
            />
            <dl className="grid gap-2 border-t border-line pt-3">
              <Said term="Why it is kept all the same" words={e.reason} />
              <Said term="What makes up for the risk" words={e.control} />
              <div>
                <dt className="text-sm text-ink-2">Who answers for that</dt>
                <dd>{e.controlOwner}</dd>
              </div>
            </dl>
          </>
        ) : detail.isError ? null : (
          <div className="grid gap-3" aria-hidden>
            <Skeleton className="h-12 w-full" />
            <Skeleton className="h-32 w-full" />
            <Skeleton className="h-16 w-full" />
          </div>
        )}
        <Field
          label="In your words"
          optionalNote="needed to refuse"
          hint="Granting it makes the decision good. Refusing opens the item for its reviewer again, who reads this."
          error={missing}
        >
          {(control) => (
            <Textarea
              {...control}
              rows={2}
              value={words}
              onChange={(event) => setWords(event.target.value)}
            />
          )}
        </Field>
        {failed ? (
          <Callout tone="finding" title="Not recorded" role="alert">
            {failed.message}
          </Callout>
        ) : null}
      </div>
    </Dialog>
  );
}

function Facts({ title, facts }: { title: string; facts: readonly FactView[] }) {
  if (facts.length === 0) return null;
  return (
    <div>
      <h3 className="mb-1 text-base">{title}</h3>
      <ul className="divide-y divide-line border-y border-line">
        {facts.map((fact) => (
          <li key={fact.id} className="grid grid-cols-[2.25rem_minmax(0,1fr)] gap-x-2 py-1">
            <span className="text-sm text-ink-3">{fact.id}</span>
            <span>
              {tieDates(fact.sentence)}
              <span className="block text-sm text-ink-3">
                {tieDates(`${CLASS_WORDS[fact.class]} ${fact.source}, ${calendarDate(fact.asOf)}`)}
              </span>
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Said({ term, words }: { term: string; words: string | null }) {
  return (
    <div>
      <dt className="text-sm text-ink-2">{term}</dt>
      <dd>
        {words ? (
          <>
            “<OwnWords text={words} />”
          </>
        ) : (
          "The words were erased."
        )}
      </dd>
    </div>
  );
}
