import type { ReactNode } from "react";
import { Copyable } from "@/components/ui/copyable";
import { DefinitionList } from "@/components/ui/definition-list";
import { OwnWords } from "@/components/ui/own-words";
import { calendarDate } from "@/components/ui/time-distance";
import type { DrafterView } from "@/lib/drafting/drafter-schema";
import {
  connectionWords,
  limitWords,
  priceWords,
  providerWords,
  retentionWords,
  thresholdWords,
  trainingWords,
} from "./drafter-words";

/** Everything a version says. */
export function DrafterSettingsList({ of: v }: { of: DrafterView }) {
  const { settings: s } = v;
  const terms = s.terms;
  return (
    <div className="grid gap-4">
      <DefinitionList
        className="[overflow-wrap:anywhere]"
        items={[
          {
            term: "Model",
            value: `${s.model}, ${providerWords[s.provider]} (${connectionWords[s.connection].toLowerCase()})`,
          },
          { term: "Address", value: <code>{s.address}</code> },
          { term: "Prompt", value: s.prompt },
          { term: "Temperature", value: (s.temperature / 1000).toLocaleString("en-GB") },
          { term: "Limits", value: limitWords(s) },
          { term: "Prices", value: priceWords(s.price) },
          { term: "Must reach", value: thresholdWords(s.thresholds) },
          { term: "Settings", value: <Copyable text={v.hash} what="settings hash" /> },
        ]}
      />
      {terms ? (
        <Part title="The provider's terms">
          <DefinitionList
            className="[overflow-wrap:anywhere]"
            items={[
              { term: "Processed in", value: terms.region },
              { term: "Prompts and answers", value: retentionWords(terms.retentionDays) },
              { term: "Training", value: trainingWords[terms.training] },
              { term: "Agreement", value: <OwnWords text={terms.agreement} /> },
              { term: "Read on", value: calendarDate(`${terms.readOn}T00:00:00Z`) },
            ]}
          />
        </Part>
      ) : s.connection === "hosted" ? (
        <p className="text-ink-2">The provider's terms are not recorded yet.</p>
      ) : null}
      {v.assessed ? (
        <Part title="Assessment">
          <blockquote className="border-l-2 border-line-strong pl-3">
            <p className="whitespace-pre-wrap [overflow-wrap:anywhere]">
              {v.decisionReason ?? "The words were erased."}
            </p>
            <footer className="text-sm text-ink-2">
              Signed {v.signed ?? v.decidedBy?.name}
              {v.decidedAt ? `, ${calendarDate(v.decidedAt)}` : ""}
            </footer>
          </blockquote>
        </Part>
      ) : null}
    </div>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="grid gap-2">
      <h3 className="text-sm font-medium text-ink-2">{title}</h3>
      {children}
    </section>
  );
}
