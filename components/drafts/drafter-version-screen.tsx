"use client";

import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import { OwnWords } from "@/components/ui/own-words";
import { PageHeader } from "@/components/ui/page-header";
import { calendarDate } from "@/components/ui/time-distance";
import { drafterOptions, draftersOptions, modelOptions } from "@/lib/drafting/client";
import type { DraftersView, DrafterView } from "@/lib/drafting/drafter-schema";
import { DrafterActs } from "./drafter-acts";
import { DrafterDecide } from "./drafter-decide";
import { DrafterForm } from "./drafter-form";
import { StateBadge } from "./drafter-history";
import { DrafterPropose } from "./drafter-propose";
import { DrafterSettingsList } from "./drafter-settings";
import { EvaluationFigures } from "./evaluation-figures";
import { EvaluationList } from "./evaluation-list";

const crumbs = [
  { label: "Settings", href: "/settings" },
  { label: "Drafting with a model", href: "/settings/drafting" },
];

/** One version: the maker's own draft to be changed, a proposal to be decided, or what became of it. */
export function DrafterVersionScreen({ version }: { version: number }) {
  const { data: view } = useSuspenseQuery(draftersOptions());
  const open = view.open?.version === version ? view.open : null;
  const { data: past } = useQuery({ ...drafterOptions(version), enabled: open === null });
  const own = open ?? past;
  if (!own) return null;
  return (
    <>
      <PageHeader
        crumbs={crumbs}
        title={`Version ${version} of the drafter`}
        description={
          <>
            <StateBadge state={own.state} /> {own.model}. Made by {own.madeBy.name} on{" "}
            {calendarDate(own.createdAt)}
            {own.basedOn === null ? "" : `, from version ${own.basedOn}`}.
          </>
        }
        className="[overflow-wrap:anywhere]"
        actions={open ? <DrafterActs view={view} open={open} /> : null}
      />
      {open && view.may.edit ? (
        <Editing key={open.version} view={view} draft={open} />
      ) : (
        <Settled view={view} version={own} />
      )}
    </>
  );
}

function Editing({ view, draft }: { view: DraftersView; draft: DrafterView }) {
  const [dirty, setDirty] = useState(false);
  return (
    <div className="mt-6 grid items-start gap-x-10 gap-y-8 wide:grid-cols-[minmax(0,1fr)_minmax(0,28rem)]">
      <DrafterForm draft={draft} onDirty={setDirty} />
      <DrafterPropose view={view} draft={draft} unsaved={dirty} />
    </div>
  );
}

function Settled({ view, version: v }: { view: DraftersView; version: DrafterView }) {
  return (
    <div className="mt-6 grid items-start gap-x-10 gap-y-8 wide:grid-cols-[minmax(0,1fr)_minmax(0,28rem)]">
      <div className="grid min-w-0 gap-6">
        {v.reason ? (
          <blockquote className="border-l-2 border-line-strong pl-3">
            <p className="[overflow-wrap:anywhere]">
              <OwnWords text={v.reason} />
            </p>
            <footer className="text-sm text-ink-2">
              {v.madeBy.name}
              {v.proposedAt ? `, ${calendarDate(v.proposedAt)}` : ""}
            </footer>
          </blockquote>
        ) : null}
        <DrafterSettingsList of={v} />
        {v.evaluation ? (
          <section aria-labelledby="evaluated" className="grid gap-2">
            <h2 id="evaluated" className="text-lg">
              Its evaluation
            </h2>
            <EvaluationFigures of={v.evaluation} />
          </section>
        ) : null}
        <EvaluationList version={v.version} besides={v.evaluation?.id ?? null} />
      </div>
      <div className="grid min-w-0 gap-4 max-wide:order-first">
        {view.may.decide && view.open?.version === v.version ? (
          <DrafterDecide proposal={v} me={view.me} />
        ) : (
          <Standing of={v} own={view.may.withdraw && !view.may.decide} />
        )}
      </div>
    </div>
  );
}

/** What being in force means, with drafting with a model on or off. */
const inUse = {
  on: " Campaigns that begin now can be drafted with it.",
  off: " Rules draft until an administrator turns drafting with a model on; campaigns that begin then can be drafted with it.",
} as const;

/** Where it stands, for whoever cannot move it. */
function Standing({ of: v, own }: { of: DrafterView; own: boolean }) {
  const { data: model } = useQuery(modelOptions());
  const decided = v.decidedBy && v.decidedAt ? `${v.decidedBy.name} on ${calendarDate(v.decidedAt)}` : null;
  const said: Record<DrafterView["state"], string> = {
    draft: `${v.madeBy.name} is working on it. It changes nothing until another person approves it.`,
    proposed: own
      ? "You made it, so another administrator or control owner approves or refuses it."
      : "An administrator or control owner other than its maker approves or refuses it.",
    in_force: `Approved by ${decided}.${v.problem ? "" : inUse[model?.switch ?? "on"]}`,
    superseded: `Approved by ${decided}, and no longer in force. Campaigns that began with it keep it.`,
    refused: `Refused by ${decided}. It never took effect.`,
    withdrawn: "Withdrawn before anybody decided it. It never took effect.",
  };
  return (
    <section aria-label="Where it stands" className="rounded-lg border border-line-strong bg-panel p-4">
      <p>{said[v.state]}</p>
      {v.problem && v.state === "in_force" ? (
        <p className="mt-2 text-ink-2">{v.problem} Rules draft instead.</p>
      ) : null}
      {v.decisionReason && !v.assessed ? (
        <p className="mt-2 text-ink-2 [overflow-wrap:anywhere]">
          “<OwnWords text={v.decisionReason} />”
        </p>
      ) : null}
    </section>
  );
}
