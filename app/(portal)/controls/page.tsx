import type { Metadata } from "next";
import { CalendarTable } from "@/components/report/calendar-table";
import { PageHeader } from "@/components/ui/page-header";
import { permits } from "@/lib/auth/policy";
import { currentCtx } from "@/lib/auth/session";
import { ask } from "@/lib/http";
import { calendar } from "@/lib/oversight/calendar";
import { calendarInput } from "@/lib/oversight/calendar-schema";

export const metadata: Metadata = { title: "Controls" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function ControlsPage({ searchParams }: Props) {
  const { actor } = await currentCtx();
  // A number of quarters that cannot be read is the one the portal begins with.
  const asked = calendarInput.safeParse(await searchParams);
  return (
    <>
      <PageHeader
        title="Calendar of controls"
        description="Which application was reviewed in which quarter, and where a review was due and missing. A campaign counts in the quarter of its due day."
        className="mb-6"
      />
      <CalendarTable
        view={await ask(calendar, asked.success ? asked.data : {})}
        mayChange={permits("calendar.set", actor, undefined) === "allow"}
      />
    </>
  );
}
