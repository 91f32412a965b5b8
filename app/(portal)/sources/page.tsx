import type { Metadata } from "next";
import Link from "next/link";
import { NotForYou } from "@/components/auth/not-for-you";
import { SourceList } from "@/components/sources/source-list";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { permits } from "@/lib/auth/policy";
import { currentCtx } from "@/lib/auth/session";
import { now } from "@/lib/clock";
import { ask } from "@/lib/http";
import { listSources } from "@/lib/sources/queries";

export const metadata: Metadata = { title: "Sources" };

export default async function Sources() {
  const { actor } = await currentCtx();
  if (permits("source.read", actor, undefined) === "forbidden")
    return (
      <NotForYou title="This page is not part of your role">
        Admins, auditors and control owners see where accounts and grants come from. An admin can give you a
        role.
      </NotForYou>
    );
  const { sources } = await ask(listSources, {});
  const imports = permits("source.import", actor, undefined) === "allow";
  const start = (words: string) => (
    <Button asChild variant="filled">
      <Link href="/sources/import">{words}</Link>
    </Button>
  );
  return (
    <>
      <PageHeader
        title="Sources"
        description="Where people, accounts and grants are read from. A campaign reviews what is in force here when it starts."
        actions={imports && sources.length > 0 ? start("Import a new source") : undefined}
      />
      {sources.length > 0 ? (
        <SourceList initial={sources} asOf={now().toISOString()} imports={imports} />
      ) : (
        <EmptyState
          title="No sources yet"
          sentence={
            imports
              ? "Import the first: a CSV of accounts and their roles, an import folder, or AWS IAM authorisation details. Nothing is reviewed before."
              : "An admin imports the first. Nothing is reviewed before."
          }
          action={imports ? start("Import the first source") : undefined}
          className="px-0 sm:px-0"
        />
      )}
    </>
  );
}
