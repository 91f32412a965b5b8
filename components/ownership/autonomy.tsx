import { Check } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import { cn } from "@/components/ui/cn";
import { DefinitionList } from "@/components/ui/definition-list";
import type { IdentityDetail } from "@/lib/ownership/schema";
import { Panel, Unknown } from "./panel";
import { askWords, testedWords } from "./words";

const STEPS = [
  { value: "suggests", title: "Suggests", line: "A person does it" },
  { value: "acts with approval", title: "Acts with approval", line: "A person says yes first" },
  { value: "acts alone", title: "Acts alone", line: "Nobody is asked" },
] as const;

/** How far an agent goes by itself, as three steps with its own marked, and how it is stopped. */
export function Autonomy({ of }: { of: IdentityDetail }) {
  const { agent } = of;
  const at = STEPS.findIndex((step) => step.value === agent.autonomy);
  const tested = testedWords(agent.offSwitchTested, of.asOf);
  const unknown = <Unknown>{askWords(of)}</Unknown>;
  return (
    <Panel title="How far it acts">
      <ol className="grid grid-cols-3 gap-1.5">
        {STEPS.map((step, index) => (
          <li
            key={step.value}
            aria-current={index === at ? "step" : undefined}
            className={cn(
              "rounded-md border px-2.5 py-2",
              index === at ? "border-ink bg-sunken inset-ring inset-ring-ink" : "border-line text-ink-3",
            )}
          >
            <span className={cn("flex items-center gap-1.5", index === at && "font-medium")}>
              {index === at ? <Check aria-hidden className="size-4 shrink-0" strokeWidth={2} /> : null}
              {step.title}
            </span>
            <span className="block text-sm">{step.line}</span>
          </li>
        ))}
      </ol>
      {at < 0 ? (
        <p className="mt-2">
          {agent.autonomyText ? (
            <>
              {of.sourceName} states “{agent.autonomyText}”, which is none of these.
            </>
          ) : (
            unknown
          )}
        </p>
      ) : null}
      <DefinitionList
        className="mt-3"
        items={[
          {
            term: "Off switch",
            value: agent.offSwitch ? (
              <>
                {agent.offSwitch}
                <span className="block text-sm">
                  {tested === "never tested" ? (
                    <Badge tone="finding">never tested</Badge>
                  ) : tested ? (
                    <span className="text-ink-2">{tested}</span>
                  ) : (
                    <Unknown>no test is reported</Unknown>
                  )}
                </span>
              </>
            ) : (
              unknown
            ),
          },
          {
            term: "Model",
            value: agent.model ? (
              <>
                {agent.model}
                <span className="block text-sm text-ink-3">
                  {agent.provider ? `from ${agent.provider}` : `provider not reported by ${of.sourceName}`}
                </span>
              </>
            ) : agent.provider ? (
              <>
                {agent.provider} <Unknown>which model is not reported</Unknown>
              </>
            ) : (
              unknown
            ),
          },
        ]}
      />
    </Panel>
  );
}
