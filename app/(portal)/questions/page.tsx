import type { Metadata } from "next";
import { QuestionsForYou } from "@/components/questions/questions-for-you";
import { PageHeader } from "@/components/ui/page-header";
import { ask } from "@/lib/http";
import { mine } from "@/lib/questions/queries";

export const metadata: Metadata = { title: "Questions for you" };

export default async function QuestionsPage() {
  return (
    <>
      <PageHeader
        title="Questions for you"
        description="People who review access ask what only you may know: whether it is needed, what it does, whom to ask."
      />
      <QuestionsForYou {...(await ask(mine, {}))} />
    </>
  );
}
