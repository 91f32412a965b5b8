"use client";

import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { OwnWords } from "@/components/ui/own-words";
import { PageHeader } from "@/components/ui/page-header";
import { calendarDate } from "@/components/ui/time-distance";
import { rulesOptions, versionOptions } from "@/lib/rules/client";
import { changesOf } from "@/lib/rules/rules";
import type { RulesView, VersionView } from "@/lib/rules/schema";
import { DecideForm } from "./decide-form";
import { DryRunResult } from "./dry-run";
import { Editor } from "./editor";
import { StateBadge } from "./history-table";
import { OpenActs } from "./open-acts";
import { RuleGroups } from "./rule-groups";
import { madeWords } from "./words";

const crumbs = [{ label: "Rules", href: "/rules" }];

/** One version: the maker's own draft to be changed, a proposal to be decided, or what became of it. */
export function VersionScreen({ version, basedOn }: { version: number; basedOn: number | null }) {
  const { data: view } = useSuspenseQuery(rulesOptions());
  const open = view.open?.version === version ? view.open : null;
  const { data: past } = useQuery({ ...versionOptions(version), enabled: open === null });
  const { data: base } = useQuery({ ...versionOptions(basedOn ?? 0), enabled: basedOn !== null });
  const own = open ?? past;
  if (!own) return null;
  return (
    <>
      <PageHeader
        crumbs={crumbs}
        title={`Version ${version} of the rules`}
        description={
          <>
            <StateBadge state={own.state} /> {madeWords(own, calendarDate)}
            {own.basedOn === null ? "" : `, from version ${own.basedOn}`}.
          </>
        }
        actions={open ? <OpenActs view={view} open={open} /> : null}
      />
      {open && view.may.edit ? (
        <Editor key={open.version} view={view} draft={open} />
      ) : (
        <Settled view={view} version={own} base={base ?? null} />
      )}
    </>
  );
}

function Settled({
  view,
  version: v,
  base,
}: {
  view: RulesView;
  version: VersionView;
  base: VersionView | null;
}) {
  const changes = base ? changesOf(base.rules, v.rules) : [];
  return (
    <div className="mt-6 grid items-start gap-x-10 gap-y-8 wide:grid-cols-[minmax(0,1fr)_minmax(0,30rem)]">
      <div className="grid min-w-0 gap-6">
        <Why version={v} />
        {v.dryRun ? (
          <section aria-labelledby="would-find">
            <h2 id="would-find" className="text-lg">
              Its dry run
            </h2>
            <div className="mt-2">
              <DryRunResult run={v.dryRun} rules={v.rules} base={base?.rules ?? []} now={v.hash} />
            </div>
          </section>
        ) : null}
        <section aria-labelledby="its-rules">
          <h2 id="its-rules" className="text-lg">
            Its rules
          </h2>
          <div className="mt-2">
            <RuleGroups rules={v.rules} changes={changes} />
          </div>
        </section>
      </div>
      <div className="grid min-w-0 gap-4 max-wide:order-first">
        {view.may.decide && view.open?.version === v.version ? (
          <DecideForm proposal={v} />
        ) : (
          <Standing version={v} view={view} />
        )}
      </div>
    </div>
  );
}

function Why({ version: v }: { version: VersionView }) {
  if (!v.reason) return null;
  return (
    <blockquote className="border-l-2 border-line-strong pl-3">
      <p className="[overflow-wrap:anywhere]">
        <OwnWords text={v.reason} />
      </p>
      <footer className="text-sm text-ink-2">
        {v.madeBy?.name}
        {v.proposedAt ? `, ${calendarDate(v.proposedAt)}` : ""}
      </footer>
    </blockquote>
  );
}

/** Where it stands, for whoever cannot move it. */
function Standing({ version: v, view }: { version: VersionView; view: RulesView }) {
  const decided = v.decidedBy && v.decidedAt ? `${v.decidedBy.name} on ${calendarDate(v.decidedAt)}` : null;
  return (
    <section aria-label="Where it stands" className="rounded-lg border border-line-strong bg-panel p-4">
      <p>
        {v.state === "draft"
          ? `${v.madeBy?.name} is working on it. It changes nothing until another person approves it.`
          : null}
        {v.state === "proposed"
          ? view.may.withdraw && !view.may.decide
            ? "You made it, so another administrator or control owner approves or refuses it."
            : "An administrator or control owner other than its maker approves or refuses it."
          : null}
        {v.state === "in_force"
          ? decided
            ? `Approved by ${decided}. Every launch since then is checked against it.`
            : "In force from the start: it ships with Countersign."
          : null}
        {v.state === "superseded"
          ? `${decided ? `Approved by ${decided}. ` : ""}A later version has taken its place.`
          : null}
        {v.state === "refused" ? `Refused by ${decided}. It never took effect.` : null}
        {v.state === "withdrawn" ? "Withdrawn before anybody decided it. It never took effect." : null}
      </p>
      {v.decisionReason ? (
        <p className="mt-2 text-ink-2 [overflow-wrap:anywhere]">
          “<OwnWords text={v.decisionReason} />”
        </p>
      ) : null}
      {v.campaigns > 0 ? (
        <p className="mt-2 text-sm text-ink-2">
          {v.campaigns === 1 ? "1 campaign was" : `${v.campaigns} campaigns were`} launched on it and keep it.
        </p>
      ) : null}
    </section>
  );
}
