import { Badge } from "@/components/ui/badge";
import { Callout } from "@/components/ui/callout";
import { calendarDate } from "@/components/ui/time-distance";
import type { Detail, EntryView } from "@/lib/catalogue/schema";
import { VerifyButton } from "./verify-button";
import { madeBy, riskWords, sentenceOf, standingTones, standingWords } from "./words";

/** The sentence a reviewer reads now, where it comes from, and what waits to be verified. */
export function WordsNow({ detail }: { detail: Detail }) {
  const { entry, words, standing } = detail;
  const tone = standingTones[standing];
  const proposed = entry?.state === "proposed" ? entry : null;
  return (
    <section aria-labelledby="words" className="grid gap-3">
      <div>
        <h2 id="words" className="text-sm text-ink-2">
          What a reviewer reads now <Badge {...(tone ? { tone } : {})}>{standingWords[standing]}</Badge>
        </h2>
        <p className="mt-1 text-xl [overflow-wrap:anywhere]">
          {sentenceOf(detail.sample, words, detail.name, detail.application)}
        </p>
        <p className="mt-1 max-w-[72ch] text-lg [overflow-wrap:anywhere]">
          {words?.allows ?? "What it allows is not described."}
          {entry?.risk ? ` Risk: ${riskWords[entry.risk].toLowerCase()}.` : ""}
        </p>
        <p className="mt-1 text-ink-2">{provenance(detail)}</p>
      </div>
      {entry?.state === "written" && detail.may.verify ? (
        <VerifyButton
          act={{ ...detail.key, version: entry.version }}
          sentence={sentence(detail, entry)}
          more={more(entry)}
        />
      ) : null}
      {proposed ? (
        <Callout
          tone="attention"
          title="Unverified wording"
          actions={
            detail.may.verify ? (
              <VerifyButton
                act={{ ...detail.key, version: proposed.version }}
                sentence={sentence(detail, proposed)}
                more={more(proposed)}
              />
            ) : undefined
          }
        >
          <p className="mt-1 [overflow-wrap:anywhere]">
            {sentence(detail, proposed)}
            {proposed.allows ? `. ${proposed.allows}` : ""}
          </p>
          <p className="mt-1 text-sm text-ink-2">
            Proposed by {madeBy(proposed)} on {calendarDate(proposed.at)}. Reviewers see it as unverified,
            beside the technical name. {detail.may.verify ? "" : whoVerifies(detail)}
          </p>
        </Callout>
      ) : null}
    </section>
  );
}

function sentence(detail: Detail, entry: EntryView): string {
  const words = { title: entry.title ?? "", phrase: entry.phrase };
  return sentenceOf(detail.sample, words, detail.name, detail.application);
}

/** What stands beneath the sentence and is verified with it. */
function more({ allows, risk }: EntryView): string | undefined {
  const said = [allows, risk ? `Risk: ${riskWords[risk].toLowerCase()}.` : null].filter((words) => words);
  return said.length > 0 ? said.join(" ") : undefined;
}

function whoVerifies({ owner }: Detail): string {
  if (owner.name) return `Only ${owner.name} can verify it.`;
  return owner.named
    ? `Only its owner, ${owner.named}, can verify it, who has not signed in yet.`
    : "Only its owner can verify it, and nobody is named as the owner.";
}

function provenance(detail: Detail): string {
  const { entry } = detail;
  if (entry?.state === "verified" && entry.verifiedAt)
    return `Verified by ${entry.verifiedBy ?? "its owner"} on ${calendarDate(entry.verifiedAt)}.`;
  if (entry?.state === "written")
    return `Written by ${entry.author ?? "somebody"} on ${calendarDate(entry.at)}, not verified by its owner. ${detail.may.verify ? "" : whoVerifies(detail)}`;
  if (detail.words === null) return "Nothing describes it: a reviewer sees the technical name alone.";
  const stated = detail.stated.title ?? detail.stated.phrase;
  if (stated !== null) return `As ${detail.sourceName} states it.`;
  if (detail.policy && detail.words?.phrase) return "The sentence is derived from its policy document.";
  return `As ${detail.sourceName} states it; the name is its technical one.`;
}
