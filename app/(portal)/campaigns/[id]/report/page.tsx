import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { ReportScreen } from "@/components/report/report-screen";
import { permits } from "@/lib/auth/policy";
import { currentCtx } from "@/lib/auth/session";
import { ask } from "@/lib/http";
import { reportOf } from "@/lib/oversight/report";
import { reportInput } from "@/lib/oversight/report-schema";

export const metadata: Metadata = { title: "Campaign report" };

export default async function ReportPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  if (!reportInput.safeParse({ id }).success) notFound();
  const { actor } = await currentCtx();
  const report = await ask(reportOf, { id });
  return <ReportScreen report={report} mayTake={permits("oversight.read", actor, undefined) === "allow"} />;
}
