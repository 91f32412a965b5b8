import type { Metadata } from "next";
import Link from "next/link";
import { MachineFilter } from "@/components/ownership/machine-filter";
import { MachineTable } from "@/components/ownership/machine-table";
import { OfferedToYou } from "@/components/ownership/offered-to-you";
import { OwnList } from "@/components/ownership/own-list";
import { ForwardPages } from "@/components/sources/forward-pages";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { permits } from "@/lib/auth/policy";
import { currentCtx } from "@/lib/auth/session";
import { ask } from "@/lib/http";
import { list, mine } from "@/lib/ownership/queries";
import { listInput } from "@/lib/ownership/schema";

export const metadata: Metadata = { title: "Services and agents" };

type Search = Record<string, string>;

export default async function Identities({ searchParams }: { searchParams: Promise<Search> }) {
  const { actor } = await currentCtx();
  const own = await ask(mine, {});
  const oversees = permits("identity.list", actor, undefined) === "allow";
  const nothing = !oversees && own.offers.length === 0 && own.answersFor.length === 0;
  return (
    <>
      <PageHeader
        title="Services and agents"
        description="Identities that are nobody's own: service accounts, workloads and AI agents. Each needs a person who answers for it."
      />
      {own.offers.length > 0 ? <OfferedToYou offers={own.offers} /> : null}
      {own.answersFor.length > 0 ? <OwnList machines={own.answersFor} /> : null}
      {oversees ? (
        <All search={await searchParams} mayAsk={permits("ownership.offer", actor, undefined) === "allow"} />
      ) : null}
      {nothing ? (
        <EmptyState
          title="Nothing for you here"
          sentence="You answer for no service and no agent, and nobody has asked you to. When somebody does, it stands here."
          action={
            <Button asChild>
              <Link href="/reviews">My reviews</Link>
            </Button>
          }
        />
      ) : null}
    </>
  );
}

async function All({ search, mayAsk }: { search: Search; mayAsk: boolean }) {
  const input = listInput.parse({ ...search, kind: search.kind || undefined });
  const page = await ask(list, input);
  const unowned = input.show === "unowned";
  const narrowed = input.q !== "" || input.kind !== undefined;
  return (
    <section aria-labelledby="all" className="mt-6">
      <h2 id="all" className="text-lg">
        {unowned ? "Nobody answers for these" : "All of them"}
      </h2>
      <p className="mt-1 max-w-[72ch] text-ink-2">
        {unowned
          ? "No owner is named, or the one named has left. It is nobody's guess who answers: ask a person, and once they accept it is theirs."
          : "Every service, workload and agent of the sources in force."}
      </p>
      <MachineFilter values={input} counts={page.counts} />
      <div className="mt-3">
        {page.rows.length > 0 ? (
          <MachineTable
            rows={page.rows}
            caption={unowned ? "Nobody answers for these" : "Services and agents"}
            mayAsk={mayAsk}
          />
        ) : (
          <EmptyState
            title={
              narrowed
                ? "Nothing matches"
                : unowned
                  ? "Somebody answers for each of them"
                  : "None in the sources in force"
            }
            sentence={
              narrowed
                ? "Try fewer letters, or show every kind."
                : unowned
                  ? "Every service and agent has a person who answers for it and is still here."
                  : "When a source lists a service, a workload or an agent, it stands here."
            }
            action={
              narrowed ? (
                <Button asChild>
                  <Link href="/identities?show=all">Show all</Link>
                </Button>
              ) : undefined
            }
          />
        )}
      </div>
      <ForwardPages
        label="Services and agents"
        firstHref={
          input.after
            ? `/identities?${new URLSearchParams(Object.entries(search).filter(([name]) => name !== "after"))}`
            : undefined
        }
        nextHref={
          page.next ? `/identities?${new URLSearchParams({ ...search, after: page.next })}` : undefined
        }
      />
    </section>
  );
}
