import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { z } from "zod";
import { ForwardPages } from "@/components/sources/forward-pages";
import { RejectTable } from "@/components/sources/reject-table";
import { SnapshotTable } from "@/components/sources/snapshot-table";
import { SourceHealth } from "@/components/sources/source-health";
import { SourceModel } from "@/components/sources/source-model";
import { UnmatchedTable } from "@/components/sources/unmatched-table";
import { Button } from "@/components/ui/button";
import { PageHeader } from "@/components/ui/page-header";
import { calendarDate } from "@/components/ui/time-distance";
import { permits } from "@/lib/auth/policy";
import { currentCtx } from "@/lib/auth/session";
import { now } from "@/lib/clock";
import { ask } from "@/lib/http";
import { snapshotImporters } from "@/lib/sources/importers";
import { listRejects, listUnmatched, showSource } from "@/lib/sources/queries";
import { ownFormat } from "@/lib/sources/schema";

export const metadata: Metadata = { title: "Source" };

const id = z.coerce.number().int().positive().max(2_147_483_647);
/** Where each of the page's three lists stands. What cannot be read is as if it were not there. */
const place = z.object({
  before: id.optional().catch(undefined),
  snapshot: id.optional().catch(undefined),
  file: z.string().optional().catch(undefined),
  line: z.coerce.number().int().optional().catch(undefined),
  after: z.string().optional().catch(undefined),
});

interface SourcePageProps {
  params: Promise<{ id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function SourcePage({ params, searchParams }: SourcePageProps) {
  const asked = id.safeParse((await params).id);
  if (!asked.success) notFound();
  const search = place.parse(await searchParams);
  const { actor } = await currentCtx();
  const range = { id: asked.data, before: search.before };
  const { source, snapshots, more } = await ask(showSource, range);
  const { names } = await ask(snapshotImporters, range);
  const newest = search.before ? source.current : snapshots[0];
  const looked = snapshots.find((s) => s.id === search.snapshot) ?? newest;
  const aside = looked
    ? await ask(listRejects, { snapshot: looked.id, afterFile: search.file, afterLine: search.line })
    : undefined;
  const unmatched = await ask(listUnmatched, { source: source.id, after: search.after });
  const may = (permission: "source.import" | "source.match") =>
    permits(permission, actor, undefined) === "allow";
  const to = (change: Partial<z.output<typeof place>>, part: string) =>
    hrefOf(source.id, { ...search, ...change }, part);
  const own = source.format === ownFormat;
  const lastAside = aside?.rejects.at(-1);
  return (
    <>
      <PageHeader
        title={source.name}
        crumbs={[{ label: "Sources", href: "/sources" }]}
        actions={
          may("source.import") && !source.running && !own ? (
            <Button asChild variant="filled">
              <Link href={`/sources/import?source=${source.id}`}>Import</Link>
            </Button>
          ) : undefined
        }
        description={
          own
            ? "This installation itself and the keys it holds, so that they are reviewed like any other. Read anew at each launch; nothing is imported into it."
            : undefined
        }
        className="[overflow-wrap:anywhere]"
      />
      <SourceHealth source={source} asOf={now().toISOString()} />

      <section aria-labelledby="unmatched" className="mt-10">
        <h2 id="unmatched" className="scroll-mt-20 text-lg">
          Unmatched accounts
        </h2>
        <p className="mt-1 mb-3 max-w-[72ch] text-ink-2">
          {unmatched.total > 0
            ? `Nobody is known to hold ${unmatched.total === 1 ? "this account" : `these ${unmatched.total.toLocaleString("en-GB")} accounts`}. A campaign shows each without a holder until it is matched.`
            : "Every account of this source has somebody who holds it, or the source has no accounts."}
        </p>
        {unmatched.accounts.length > 0 ? (
          <UnmatchedTable
            source={{ id: source.id, name: source.name }}
            accounts={unmatched.accounts}
            matches={may("source.match")}
          />
        ) : null}
        <ForwardPages
          label="Unmatched accounts"
          firstHref={search.after ? to({ after: undefined }, "unmatched") : undefined}
          nextHref={
            unmatched.more ? to({ after: unmatched.accounts.at(-1)?.account }, "unmatched") : undefined
          }
        />
      </section>

      {looked && aside ? (
        <section aria-labelledby="aside" className="mt-10">
          <h2 id="aside" className="scroll-mt-20 text-lg">
            Rows put aside
          </h2>
          <p className="mt-1 mb-3 max-w-[72ch] text-ink-2">
            {looked.id === newest?.id ? "Of the last import" : "Of the import"} as of{" "}
            {calendarDate(looked.asOf)}:{" "}
            {aside.rejects.length > 0
              ? "rejected rows were not stored, repeated rows were stored once, and rows read in part have something left unknown."
              : search.file
                ? "there are no more."
                : "none, every row was read and stored."}
          </p>
          {aside.rejects.length > 0 ? <RejectTable rejects={aside.rejects} /> : null}
          <ForwardPages
            label="Rows put aside"
            firstHref={search.file ? to({ file: undefined, line: undefined }, "aside") : undefined}
            nextHref={aside.more ? to({ file: lastAside?.file, line: lastAside?.line }, "aside") : undefined}
          />
        </section>
      ) : null}

      <SourceModel source={source} mayTurn={permits("draft.start", actor, undefined) === "allow"} />

      <section aria-labelledby="snapshots" className="mt-10">
        <h2 id="snapshots" className="mb-3 scroll-mt-20 text-lg">
          Snapshots
        </h2>
        {snapshots.length > 0 ? (
          <SnapshotTable
            snapshots={snapshots}
            importers={names}
            asideHref={(snapshot) => to({ snapshot, file: undefined, line: undefined }, "aside")}
          />
        ) : (
          <p className="text-ink-2">Nothing has been imported yet.</p>
        )}
        <ForwardPages
          label="Snapshots"
          firstHref={search.before ? to({ before: undefined, snapshot: undefined }, "snapshots") : undefined}
          nextHref={more ? to({ before: snapshots.at(-1)?.id, snapshot: undefined }, "snapshots") : undefined}
        />
      </section>
    </>
  );
}

function hrefOf(source: number, search: Record<string, string | number | undefined>, part: string): string {
  const kept = Object.entries(search).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, String(value)]],
  );
  return `/sources/${source}?${new URLSearchParams(kept)}#${part}`;
}
