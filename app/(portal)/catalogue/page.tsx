import type { Metadata } from "next";
import Link from "next/link";
import { ProposeButton } from "@/components/catalogue/propose-button";
import { QueueFilter, queueHref } from "@/components/catalogue/queue-filter";
import { QueueTable } from "@/components/catalogue/queue-table";
import { ForwardPages } from "@/components/sources/forward-pages";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { permits } from "@/lib/auth/policy";
import { currentCtx } from "@/lib/auth/session";
import { queue } from "@/lib/catalogue/queries";
import { type QueueSearch, queueSearch } from "@/lib/catalogue/schema";
import { model } from "@/lib/drafting/queries";
import { ask } from "@/lib/http";

export const metadata: Metadata = { title: "Catalogue" };

/** Proposals asked for at once. */
const FIRST = 50;

type Search = Record<string, string | string[] | undefined>;

export default async function CataloguePage({ searchParams }: { searchParams: Promise<Search> }) {
  const search = queueSearch.parse(await searchParams);
  const page = await ask(queue, search);
  const { actor } = await currentCtx();
  const proposes = permits("draft.start", actor, undefined) === "allow";
  const open = Math.min(FIRST, page.counts.undescribed);
  const application = search.application === "" ? {} : { application: search.application };
  return (
    <>
      <PageHeader
        title="Catalogue"
        description={
          page.oversees
            ? "Every entitlement of the sources in force, in the words a reviewer reads. What nothing describes comes first, by how many hold it."
            : "The entitlements you answer for, in the words a reviewer reads. Correct the words where they are wrong, and verify them one by one."
        }
        actions={
          proposes && open > 0 ? (
            <ProposeButton
              label={open === 1 ? "Propose words for 1 undescribed" : `Propose words for the first ${open}`}
              act={{ first: FIRST, ...application }}
              count={open}
              by={await worder()}
            />
          ) : undefined
        }
      />
      <QueueFilter search={search} page={page} />
      <div className="mt-4">
        {page.rows.length > 0 ? (
          <QueueTable rows={page.rows} />
        ) : (
          <Nothing search={search} oversees={page.oversees} />
        )}
      </div>
      <div className="mt-4">
        <ForwardPages
          label="Entitlements"
          firstHref={search.after ? queueHref({ ...search, after: undefined }) : undefined}
          nextHref={page.next ? queueHref({ ...search, after: page.next }) : undefined}
        />
      </div>
    </>
  );
}

async function worder(): Promise<string> {
  const { by, inForce } = await ask(model, {});
  return by === "model" && inForce ? inForce : "rules that read the names, on this server";
}

function Nothing({ search, oversees }: { search: QueueSearch; oversees: boolean }) {
  if (search.q !== "" || search.application !== "")
    return (
      <EmptyState
        title="No entitlement matches"
        sentence="Try fewer letters, another application or another of the filters above."
        action={
          <Button asChild>
            <Link href="/catalogue">Show all</Link>
          </Button>
        }
      />
    );
  return <EmptyState title={empty(oversees, search.show)} sentence={why(oversees, search.show)} />;
}

function empty(oversees: boolean, show: string): string {
  if (show === "undescribed") return "Nothing is undescribed here";
  if (show === "unverified") return "No wording waits to be verified";
  if (show === "verified") return "Nothing is verified yet";
  return oversees && show !== "mine" ? "No entitlements yet" : "No entitlement is yours";
}

function why(oversees: boolean, show: string): string {
  if (show === "undescribed")
    return "Every entitlement here has words of its own, from its policy or from its source.";
  if (show === "unverified")
    return "Proposed words appear here until the entitlement's owner verifies or replaces them.";
  if (show === "verified") return "The owner of an entitlement verifies its words on its page.";
  return oversees && show !== "mine"
    ? "Entitlements appear here when a source has been imported."
    : "Entitlements appear here when a source or an admin names you as their owner, or as the owner of their application.";
}
