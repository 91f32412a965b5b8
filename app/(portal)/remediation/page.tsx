import type { Metadata } from "next";
import { TaskList } from "@/components/remediation/task-list";
import { PageHeader } from "@/components/ui/page-header";
import { currentCtx } from "@/lib/auth/session";
import { ask } from "@/lib/http";
import { endings, list } from "@/lib/remediation/queries";
import { listInput } from "@/lib/remediation/schema";

export const metadata: Metadata = { title: "Removals" };

export default async function RemovalsPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string>>;
}) {
  const { actor } = await currentCtx();
  const oversees = actor.kind === "person" && actor.roles.size > 0;
  const input = listInput.parse({ whose: oversees ? "all" : "mine", ...(await searchParams) });
  const page = await ask(list, input);
  return (
    <>
      <PageHeader
        title="Removals and changes"
        description="What reviewers decided should go, be renewed or be changed. Whoever answers for it does it in the system and marks it done; the next complete export shows whether it is."
      />
      <TaskList
        page={page}
        input={input}
        oversees={oversees}
        me={actor.kind === "person" ? actor.name : ""}
        endings={oversees ? await ask(endings, {}) : []}
      />
    </>
  );
}
