import { DefinitionList } from "@/components/ui/definition-list";
import { calendarDate } from "@/components/ui/time-distance";
import type { SigningState } from "@/lib/reviews/schema";

/** Each time a review was signed off: by whom, how, and where the log has it. */
export function SignedRecord({ signed }: { signed: SigningState["signed"] }) {
  return signed.map((s) => (
    <section
      key={s.at}
      aria-label={`Signed off on ${whenOf(s.at)}`}
      className="rounded-lg border border-line p-4"
    >
      <DefinitionList
        items={[
          { term: "Signed off by", value: s.seed ? `${s.name}, simulated` : s.name },
          { term: "When", value: <time dateTime={s.at}>{whenOf(s.at)}</time> },
          { term: "Decisions", value: s.items.toLocaleString("en-GB") },
          {
            term: "How",
            value: howOf(s),
          },
          { term: "Receipt", value: receiptOf(s) },
        ]}
      />
    </section>
  ));
}

function howOf({ issuer, passkey }: SigningState["signed"][number]): string {
  if (issuer)
    return `With a fresh sign-in at ${issuer}, which names exactly these decisions. Its token was verified, and is kept with the keys that verify it.`;
  if (passkey)
    return `With the passkey ${passkey.name ?? "whose name was erased"}, enrolled on ${calendarDate(passkey.since)}, which signed exactly these decisions. Its signature was verified, and is kept with its key.`;
  return "Signed off in a session here; no identity provider vouches for it.";
}

function receiptOf({ entry, sealed }: SigningState["signed"][number]): string {
  if (entry === null || sealed === null) return "Being sealed into the log.";
  return `Entry ${entry} of the log, sealed at #${sealed}.`;
}

const whenOf = (at: string) => `${calendarDate(at)}, ${at.slice(11, 16)} UTC`;
