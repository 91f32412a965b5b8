import type { Metadata } from "next";
import { AnswerByLink } from "@/components/questions/answer-by-link";
import { linkedQuestion } from "@/lib/questions/by-link";

export const metadata: Metadata = { title: "A question for you" };

/** What a link from a mail opens: no session, no way elsewhere, and nothing changes by opening it. */
export default async function AnswerPage({ params }: { params: Promise<{ link: string }> }) {
  const { link } = await params;
  return (
    <main className="mx-auto max-w-[44rem] px-4 py-12 sm:px-6 sm:py-16">
      <p className="mb-8 font-semibold">Countersign</p>
      <AnswerByLink link={link} question={await linkedQuestion(link)} />
    </main>
  );
}
