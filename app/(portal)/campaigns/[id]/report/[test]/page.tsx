import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { TestScreen } from "@/components/report/test-screen";
import { ask } from "@/lib/http";
import { testOf } from "@/lib/oversight/report";
import { testInput } from "@/lib/oversight/report-schema";

export const metadata: Metadata = { title: "A line of the report" };

export default async function TestPage({ params }: { params: Promise<{ id: string; test: string }> }) {
  const asked = testInput.safeParse(await params);
  if (!asked.success) notFound();
  return <TestScreen view={await ask(testOf, asked.data)} />;
}
