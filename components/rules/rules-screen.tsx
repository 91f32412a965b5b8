"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { PageHeader } from "@/components/ui/page-header";
import { calendarDate } from "@/components/ui/time-distance";
import { newKey, rulesOptions, useMakeDraft } from "@/lib/rules/client";
import { changesOf } from "@/lib/rules/rules";
import type { RulesView, VersionView } from "@/lib/rules/schema";
import { HistoryTable } from "./history-table";
import { RuleGroups } from "./rule-groups";
import { madeWords, things } from "./words";

/** The rules in force, what is being made of them, and every version before. */
export function RulesScreen() {
  const { data: view } = useSuspenseQuery(rulesOptions());
  const { inForce, open, history } = view;
  const off = inForce.rules.filter((r) => !r.on).length;
  return (
    <>
      <PageHeader
        title="Rules"
        description="What every item is checked against before access can be kept. A new version takes effect for later launches, once a second person has approved it."
        actions={
          <>
            <Button asChild>
              <Link href="/rules/coverage">Coverage by application</Link>
            </Button>
            {view.may.make ? <Begin /> : null}
          </>
        }
      />
      {open ? <OpenCallout view={view} open={open} /> : null}
      <section aria-labelledby="in-force" className="mt-6">
        <h2 id="in-force" className="text-lg">
          Version {inForce.version}, in force
        </h2>
        <p className="text-ink-2">
          {things(inForce.rules.length - off, "rule")} on{off > 0 ? `, ${off} off` : ""}.{" "}
          {madeWords(inForce, calendarDate)}
          {inForce.decidedBy && inForce.decidedAt
            ? `; approved by ${inForce.decidedBy.name} on ${calendarDate(inForce.decidedAt)}`
            : ""}
          .
        </p>
        <div className="mt-4">
          <RuleGroups rules={inForce.rules} />
        </div>
      </section>
      <section aria-labelledby="versions" className="mt-10">
        <h2 id="versions" className="text-lg">
          Versions
        </h2>
        <div className="mt-2">
          <HistoryTable history={history} />
        </div>
      </section>
    </>
  );
}

function OpenCallout({ view, open }: { view: RulesView; open: VersionView }) {
  const changes = changesOf(view.inForce.rules, open.rules).length;
  const maker = open.madeBy?.name ?? "somebody";
  const { decide, edit } = view.may;
  const proposed = open.state === "proposed";
  return (
    <Callout
      tone={proposed ? "attention" : "neutral"}
      title={proposed ? "Waiting for approval" : "Draft"}
      className="mt-4"
      actions={
        <Button asChild variant={decide || edit ? "strong" : "plain"}>
          <Link href={`/rules/${open.version}`}>
            {decide ? "Look at it and decide" : edit ? "Go on with the draft" : "Look at it"}
          </Link>
        </Button>
      }
    >
      {proposed
        ? `${maker} proposes version ${open.version} with ${things(changes, "change")}. ${
            decide
              ? "You may approve or refuse it."
              : "Another administrator or control owner approves or refuses it."
          }`
        : `${maker} is working on version ${open.version}${changes > 0 ? `, ${things(changes, "change")} so far` : ""}. It changes nothing until another person approves it.`}
    </Callout>
  );
}

function Begin() {
  const router = useRouter();
  const [key] = useState(newKey);
  const make = useMakeDraft();
  return (
    <div className="grid justify-items-end gap-1">
      <Button
        variant="filled"
        disabled={make.isPending}
        onClick={() => make.mutate({ key }, { onSuccess: ({ version }) => router.push(`/rules/${version}`) })}
      >
        Draft a change
      </Button>
      {make.isError ? (
        <p role="alert" className="text-sm text-finding">
          {make.error.message}
        </p>
      ) : null}
    </div>
  );
}
