import type { Metadata } from "next";
import Link from "next/link";
import { NotForYou } from "@/components/auth/not-for-you";
import { BindingList } from "@/components/people/binding-list";
import { PeopleFilter } from "@/components/people/people-filter";
import { PeopleTable } from "@/components/people/people-table";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { permits } from "@/lib/auth/policy";
import { currentCtx } from "@/lib/auth/session";
import { now } from "@/lib/clock";
import { ask } from "@/lib/http";
import { peopleBindings, peopleList } from "@/lib/people/queries";
import { peopleSearch } from "@/lib/people/schema";

export const metadata: Metadata = { title: "People" };

type Search = Record<string, string | string[] | undefined>;

export default async function People({ searchParams }: { searchParams: Promise<Search> }) {
  const search = peopleSearch.parse(await searchParams);
  const { actor } = await currentCtx();
  if (permits("people.read", actor, undefined) === "forbidden")
    return (
      <NotForYou title="This page is not part of your role">
        Admins, auditors and control owners see who can sign in and what each may do. An admin can give you a
        role.
      </NotForYou>
    );
  const page = await ask(peopleList, search);
  const narrowed = Boolean(search.q || search.role || search.status || search.after || search.before);
  const waiting =
    page.waiting === 1 ? "1 sign-in waits for an answer" : `${page.waiting} sign-ins wait for an answer`;
  const queue =
    page.waiting > 0 && !narrowed ? await ask(peopleBindings, { after: search.queue }) : undefined;
  const viewer = {
    id: actor.kind === "person" ? actor.personId : "",
    manages: permits("people.manage", actor, undefined) === "allow",
  };
  const asOf = now().toISOString();
  const to = (change: Record<string, string | null>) => hrefOf({ ...search, ...change });
  return (
    <>
      <PageHeader
        title="People"
        description="Who can sign in, what each may do here, and who they are in the directory."
        className="mb-6"
      />
      {queue && queue.bindings.length > 0 ? (
        <section className="mb-8" aria-labelledby="queue">
          <h2 id="queue" className="mb-1 text-lg">
            {waiting}
          </h2>
          <p className="mb-3 max-w-[72ch] text-ink-2">
            Each matched no one person for certain, so nobody was let in.
          </p>
          <BindingList bindings={queue.bindings} manages={viewer.manages} asOf={asOf} />
          <Pagination
            label="Sign-ins"
            previousHref={search.queue ? to({ queue: null }) : undefined}
            nextHref={queue.next ? to({ queue: queue.next }) : undefined}
          />
        </section>
      ) : null}
      {page.waiting > 0 && narrowed ? (
        <p className="mb-4">
          <Link href="/people" className="text-accent underline">
            {waiting}
          </Link>
        </p>
      ) : null}
      <PeopleFilter values={search} />
      <div className="mt-4">
        {page.people.length > 0 ? (
          <PeopleTable people={page.people} viewer={viewer} asOf={asOf} />
        ) : (
          <EmptyState
            title="Nobody matches"
            sentence="Try fewer letters, or show everybody. People appear here when they sign in or are given something to review."
          />
        )}
      </div>
      <div className="mt-4">
        <Pagination
          label="People"
          previousHref={page.previous ? to({ before: page.previous, after: null }) : undefined}
          nextHref={page.next ? to({ after: page.next, before: null }) : undefined}
        />
      </div>
    </>
  );
}

function hrefOf(search: Record<string, string | null | undefined>): string {
  const kept = Object.entries(search).flatMap(([key, value]) => (value ? [[key, value]] : []));
  return `/people?${new URLSearchParams(kept)}`;
}
