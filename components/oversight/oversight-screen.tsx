import { ReportSection } from "@/components/report/report-section";
import { Callout } from "@/components/ui/callout";
import { Disclosure } from "@/components/ui/disclosure";
import { PageHeader } from "@/components/ui/page-header";
import { calendarDate } from "@/components/ui/time-distance";
import {
  againWords,
  changedSince,
  choiceWords,
  keptWords,
  sealingWords,
  withholds,
} from "@/lib/oversight/answer-rules";
import type { FigureSection } from "@/lib/oversight/figure-section";
import { figuresHash, type Responses, withholdable } from "@/lib/oversight/response-schema";
import type { Figures } from "@/lib/oversight/schema";
import { RespondForm, WithholdForm } from "./respond-form";

/** What a campaign's own record says of how it was reviewed: one claim a section, its figure, its limits, its formula. */
export function OversightScreen({
  figures: f,
  sections,
  given,
}: {
  figures: Figures;
  sections: readonly FigureSection[];
  given: Responses;
}) {
  return (
    <article className="mx-auto grid max-w-[52rem] gap-8 print:max-w-none">
      <OversightHeader campaign={f.campaign} name={f.name} running={f.status === "launched"} />
      {f.simulated ? (
        <Callout tone="attention" title="Simulated">
          Simulated people decided here. The figures show how the method works and are evidence of nothing.
        </Callout>
      ) : null}
      {keptWords(given) ? <p className="max-w-[76ch] text-ink-2">{keptWords(given)}</p> : null}
      <InShort sections={sections.map((s) => s.section)} given={given} />
      {sections.map(({ section, formula }) => {
        const withheld = given.withheld.find((w) => withholds(w.section, section.id));
        if (withheld)
          return (
            <Callout key={section.id} tone="attention" title={section.title}>
              Withheld by {withheld.by} on {calendarDate(withheld.at)} because:{" "}
              {withheld.words ?? "(words erased)"}
            </Callout>
          );
        return (
          <div key={section.id} className="grid gap-3">
            <ReportSection section={section} />
            {formula.length > 0 ? (
              <Disclosure summary={`The formula: ${section.title}`}>
                <div className="grid max-w-[76ch] gap-2 text-sm text-ink-2">
                  {formula.map((line) => (
                    <p key={line}>{line}</p>
                  ))}
                </div>
              </Disclosure>
            ) : null}
          </div>
        );
      })}
      <Answer figures={f} given={given} sections={sections.map((s) => s.section)} />
    </article>
  );
}

/** Every claim in a line, with whether an answer is waited for: what somebody with a minute reads. */
function InShort({
  sections,
  given,
}: {
  sections: readonly { id: string; title: string; claim: string }[];
  given: Responses;
}) {
  return (
    <nav aria-label="In short" className="grid gap-2 print:hidden">
      <ul className="grid list-disc gap-1 pl-4">
        {sections.map((s) => (
          <li key={s.id} className="max-w-[76ch]">
            <a href={`#${s.id}`} className="text-accent underline hover:no-underline">
              {s.title}
            </a>
            : {given.withheld.some((w) => withholds(w.section, s.id)) ? "withheld." : s.claim}
          </li>
        ))}
      </ul>
      {given.sealing.waits ? (
        <p>
          <a href="#response" className="text-accent underline hover:no-underline">
            This waits for a control owner's answer
          </a>
        </p>
      ) : null}
    </nav>
  );
}

function Answer({
  figures: f,
  given,
  sections,
}: {
  figures: Figures;
  given: Responses;
  sections: { id: string; title: string }[];
}) {
  const open = sections.filter(
    (s) => withholdable.some((w) => w === s.id) && !given.withheld.some((w) => withholds(w.section, s.id)),
  );
  const without = sealingWords(given.sealing);
  return (
    <section aria-labelledby="response" className="grid gap-4 border-t border-line pt-6">
      <h2 id="response" className="text-lg font-semibold">
        The control owner's answer
      </h2>
      {without ? (
        <Callout
          tone="attention"
          title={given.sealing.waits ? "This waits for an answer" : "Sealed without an answer"}
        >
          {without}
        </Callout>
      ) : given.responses.length === 0 ? (
        <p>No answer is recorded.</p>
      ) : null}
      {given.responses.map((r) => (
        <div key={r.at} className="grid gap-1">
          <p>
            {r.by}, {calendarDate(r.at)}: {choiceWords[r.choice]}. {r.words ?? "(words erased)"}
          </p>
          {r.figures === figuresHash(f) ? null : <p className="text-sm text-ink-2">{changedSince}</p>}
          {r.again ? <p>{againWords(r.again)}</p> : null}
          {r.sample ? (
            <Disclosure summary={`The ${r.sample.items.length} items of that sample`}>
              <ol className="list-decimal pl-5 text-sm">
                {r.sample.items.map((item) => (
                  <li key={item}>
                    <a
                      href={`/campaigns/${f.campaign}/items/${item}`}
                      className="text-accent underline hover:no-underline [overflow-wrap:anywhere]"
                    >
                      {item}
                    </a>
                  </li>
                ))}
              </ol>
            </Disclosure>
          ) : null}
        </div>
      ))}
      {given.mayRespond && ["closed", "sealed", "cancelled"].includes(f.status) ? (
        <>
          <RespondForm campaign={f.campaign} figures={figuresHash(f)} />
          {open.length > 0 ? (
            <Disclosure summary="Leave a section out of what is shown">
              <WithholdForm campaign={f.campaign} sections={open} />
            </Disclosure>
          ) : null}
        </>
      ) : null}
    </section>
  );
}

/** The figures are there and not for this person yet. */
export function OversightLater({ campaign, sentence }: { campaign: string; sentence: string }) {
  return (
    <div className="mx-auto grid max-w-[52rem] gap-6">
      <OversightHeader campaign={campaign} name="Campaign" running />
      <Callout title="Not yet">{sentence}</Callout>
    </div>
  );
}

function OversightHeader({ campaign, name, running }: { campaign: string; name: string; running: boolean }) {
  return (
    <PageHeader
      crumbs={[
        { href: "/campaigns", label: "Campaigns" },
        { href: `/campaigns/${campaign}`, label: name },
      ]}
      title="Whether people reviewed"
      description={
        running
          ? "Figures of a running campaign change until it ends."
          : "Plain counts of the campaign's own record. They show a pattern, never a motive, and block nothing."
      }
    />
  );
}
