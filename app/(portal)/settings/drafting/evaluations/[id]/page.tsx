import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { z } from "zod";
import { EvaluationScreen } from "@/components/drafts/evaluation-screen";
import { evaluationOptions } from "@/lib/drafting/client";
import { evaluationShown } from "@/lib/drafting/evaluation-queries";
import { ask } from "@/lib/http";

export const metadata: Metadata = { title: "Evaluation of a drafter" };

export default async function EvaluationPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  if (!z.uuid().safeParse(id).success) notFound();
  const client = new QueryClient();
  client.setQueryData(evaluationOptions(id).queryKey, await ask(evaluationShown, { id }));
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <EvaluationScreen id={id} />
    </HydrationBoundary>
  );
}
