"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { PageHeader } from "@/components/ui/page-header";
import { calendarDate } from "@/components/ui/time-distance";
import { draftersOptions, newKey, useMakeDrafter } from "@/lib/drafting/client";
import type { DraftersView, DrafterView } from "@/lib/drafting/drafter-schema";
import type { Connection } from "@/lib/drafting/drafters";
import { ConnectionList } from "./connection-list";
import { DrafterHistory } from "./drafter-history";
import { DrafterSettingsList } from "./drafter-settings";
import { connectionWords } from "./drafter-words";
import { ModelSwitch } from "./model-switch";
import { Retire } from "./retire";

/** Who drafts, what could, the versions in force, and what is being made of them. */
export function DraftersScreen() {
  const { data: view } = useSuspenseQuery(draftersOptions());
  const { open, inForce, history } = view;
  const ready = view.connections.filter((c) => c.state === "ready");
  return (
    <>
      <PageHeader
        crumbs={[{ label: "Settings", href: "/settings" }]}
        title="Drafting with a model"
        description="A model may choose what a note says; it never decides. The settings it drafts with are a version: evaluated, approved by a second person, and kept by each campaign that begins with it."
        actions={
          view.may.make
            ? ready.map((c) => <Begin key={c.connection} connection={c.connection} model={c.model ?? ""} />)
            : null
        }
      />
      {open ? <OpenCallout view={view} open={open} /> : null}
      <div className="mt-6 grid max-w-[56rem] gap-10">
        <ModelSwitch mayTurn={view.may.turn} campaigns={view.campaigns} />
        <ConnectionList connections={view.connections} mayTry={view.may.try} />
        {inForce.map((v) => (
          <InForce key={v.version} of={v} view={view} />
        ))}
        {inForce.length === 0 && ready.length > 0 ? (
          <section aria-labelledby="none-in-force" className="grid gap-1">
            <h2 id="none-in-force" className="text-lg">
              No version in force
            </h2>
            <p className="max-w-[72ch] text-ink-2">
              Begin a version with a connection above, evaluate it, and have another person approve it. Until
              then rules draft.
            </p>
          </section>
        ) : null}
        {history.length > 0 ? (
          <section aria-labelledby="versions">
            <h2 id="versions" className="mb-2 text-lg">
              Versions
            </h2>
            <DrafterHistory history={history} />
          </section>
        ) : null}
      </div>
    </>
  );
}

function InForce({ of: v, view }: { of: DrafterView; view: DraftersView }) {
  const title = `version-${v.version}`;
  return (
    <section aria-labelledby={title} className="grid gap-3">
      <div className="flex flex-wrap items-start justify-between gap-3">
        <div>
          <h2 id={title} className="text-lg">
            Version {v.version}, in force
          </h2>
          <p className="text-ink-2">
            Made by {v.madeBy.name}
            {v.decidedBy && v.decidedAt
              ? `; approved by ${v.decidedBy.name} on ${calendarDate(v.decidedAt)}`
              : ""}
            .
          </p>
        </div>
        {view.may.turn ? <Retire of={v} /> : null}
      </div>
      {v.problem ? (
        <Callout tone="attention" title="Not used">
          {v.problem} Rules draft instead.
        </Callout>
      ) : null}
      <DrafterSettingsList of={v} />
    </section>
  );
}

function OpenCallout({ view, open }: { view: DraftersView; open: DrafterView }) {
  const { decide, edit } = view.may;
  const proposed = open.state === "proposed";
  return (
    <Callout
      tone={proposed ? "attention" : "neutral"}
      title={proposed ? "Waiting for approval" : "Draft"}
      className="mt-4"
      actions={
        <Button asChild variant={decide || edit ? "strong" : "plain"}>
          <Link href={`/settings/drafting/${open.version}`}>
            {decide ? "Look at it and decide" : edit ? "Go on with the draft" : "Look at it"}
          </Link>
        </Button>
      }
    >
      {proposed
        ? `${open.madeBy.name} proposes version ${open.version} with ${open.model}. ${
            decide
              ? "You may approve or refuse it."
              : "Another administrator or control owner approves or refuses it."
          }`
        : `${open.madeBy.name} is working on version ${open.version} with ${open.model}. It changes nothing until another person approves it.`}
    </Callout>
  );
}

function Begin({ connection, model }: { connection: Connection; model: string }) {
  const router = useRouter();
  const [key] = useState(newKey);
  const make = useMakeDrafter();
  return (
    <div className="grid justify-items-end gap-1">
      <Button
        disabled={make.isPending}
        onClick={() =>
          make.mutate(
            { connection, key },
            { onSuccess: ({ version }) => router.push(`/settings/drafting/${version}`) },
          )
        }
      >
        New version with {model} ({connectionWords[connection].toLowerCase()})
      </Button>
      {make.isError ? (
        <p role="alert" className="max-w-80 text-sm text-finding">
          {make.error.message}
        </p>
      ) : null}
    </div>
  );
}
