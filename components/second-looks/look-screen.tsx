"use client";

import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { EvidenceCards, notReported } from "@/components/reviews/evidence-cards";
import { EvidenceHead } from "@/components/reviews/evidence-head";
import { FactList } from "@/components/reviews/fact-list";
import { FindingBanner } from "@/components/reviews/finding-banner";
import { ItemHeader } from "@/components/reviews/item-header";
import { LinkedFactsProvider } from "@/components/reviews/linked-facts";
import { announce } from "@/components/shell/announce";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { cn } from "@/components/ui/cn";
import { Field } from "@/components/ui/field";
import { OwnWords } from "@/components/ui/own-words";
import { Loading, Skeleton } from "@/components/ui/skeleton";
import { Textarea } from "@/components/ui/textarea";
import { calendarDate } from "@/components/ui/time-distance";
import { lookOptions, newKey, useAnswerLook } from "@/lib/reviews/client";
import type { OpenedLook } from "@/lib/reviews/second-look-commands";
import { WHY, wants } from "./words";

/** The facts as the first person had them, then this person's own word. Nobody's reasons come before it. */
export function LookScreen({ look }: { look: string }) {
  const opened = useQuery(lookOptions<OpenedLook>(look));
  if (opened.isError)
    return (
      <Callout tone="finding" title="Not opened" className="mt-4 max-w-[44rem]">
        {opened.error.message}
      </Callout>
    );
  if (!opened.data)
    return (
      <Loading label="The evidence is being loaded">
        <Skeleton className="mt-6 h-40 w-full" />
      </Loading>
    );
  const { view } = opened.data;
  return (
    <LinkedFactsProvider>
      <div className="mt-4 grid items-start gap-x-8 gap-y-6 wide:grid-cols-[minmax(0,1fr)_25rem]">
        <div className="grid min-w-0 gap-4">
          <p className="max-w-[64ch]">
            This is {WHY[opened.data.why]}. {wants(opened.data)}{" "}
            {answerable(opened.data) ? "Their reasons are shown once you have said what you think." : ""}
          </p>
          <ItemHeader path={view.path} title={view.title} allows={view.allows} who={view.who} />
          {view.findings.length > 0 ? (
            <div className="grid gap-2">
              {view.findings.map((f) => (
                <FindingBanner key={f.fact} kind={f.kind} fact={f.fact}>
                  {f.text}
                </FindingBanner>
              ))}
            </div>
          ) : null}
          <EvidenceHead checked={view.checked} unchecked={view.unchecked} />
          <EvidenceCards {...view.cards} />
          <FactList facts={view.facts} notReported={notReported(view.cards)} sorted={false} />
        </div>
        <Answer opened={opened.data} onDone={() => void opened.refetch()} />
      </div>
    </LinkedFactsProvider>
  );
}

/** Whether this person has still to say what they think. */
const answerable = (o: OpenedLook) => !o.first && !o.ended && o.state === "pending";

function Answer({ opened: o, onDone }: { opened: OpenedLook; onDone: () => void }) {
  const [words, setWords] = useState("");
  const [missing, setMissing] = useState<string>();
  const [keys] = useState(() => ({ agreed: newKey(), refused: newKey() }));
  const answer = useAnswerLook();
  const router = useRouter();
  const said = words.trim();
  const send = (kind: "agreed" | "refused") => {
    if (kind === "refused" && said.length < 3) {
      setMissing("Say why, for whoever decided and for the record.");
      return;
    }
    setMissing(undefined);
    answer.mutate(
      { look: o.look, key: keys[kind], answer: kind, ...(said ? { words: said } : {}) },
      {
        onSuccess: () => {
          announce(kind === "agreed" ? "Agreed" : "Refused");
          document.getElementById("your-look")?.focus();
          onDone();
          router.refresh();
        },
      },
    );
  };
  return (
    <section
      aria-labelledby="your-look"
      className={cn(
        "grid min-w-0 gap-3 wide:sticky wide:top-6",
        // Where it would stand beneath all the facts it stays at the thumb instead.
        answerable(o) &&
          "max-wide:tall:sticky max-wide:tall:bottom-0 max-wide:-mx-4 max-wide:border-t max-wide:border-line-strong max-wide:bg-panel max-wide:px-4 max-wide:py-3 sm:max-wide:-mx-6 sm:max-wide:px-6",
      )}
    >
      <h2 id="your-look" tabIndex={-1} className="rounded-sm text-lg">
        Your second look
      </h2>
      {o.first ? (
        <Both opened={o} first={o.first} />
      ) : o.ended || o.state !== "pending" ? (
        <p className="text-ink-2">{o.ended ?? "The decision was changed, so there is nothing to answer."}</p>
      ) : (
        <>
          <Field
            label="In your words"
            optionalNote="needed to refuse"
            hint="If you agree, the decision counts. If you refuse, the access cannot be kept: it ends as not reviewed unless it is decided otherwise. Both views stay on record."
            error={missing}
          >
            {(control) => (
              <Textarea {...control} rows={2} value={words} onChange={(e) => setWords(e.target.value)} />
            )}
          </Field>
          {answer.isError ? (
            <Callout tone="finding" title="Not recorded" role="alert">
              {answer.error.message}
            </Callout>
          ) : null}
          <div className="flex flex-wrap gap-2">
            <Button disabled={answer.isPending} onClick={() => send("agreed")}>
              Agree to keep
            </Button>
            <Button disabled={answer.isPending} onClick={() => send("refused")}>
              Refuse
            </Button>
          </div>
        </>
      )}
    </section>
  );
}

function Both({ opened: o, first }: { opened: OpenedLook; first: NonNullable<OpenedLook["first"]> }) {
  return (
    <dl className="grid gap-3">
      <div>
        <dt className="text-sm text-ink-2">
          You {o.state === "agreed" ? "agreed" : "refused"} on {calendarDate(o.mine?.at ?? "")}
        </dt>
        <dd>{o.mine?.words ? <OwnWords text={o.mine.words} /> : "Without words."}</dd>
      </div>
      <div>
        <dt className="text-sm text-ink-2">
          {o.by} decided on {calendarDate(first.at)}
        </dt>
        <dd>{first.words ? <OwnWords text={first.words} /> : "Without words."}</dd>
      </div>
    </dl>
  );
}
