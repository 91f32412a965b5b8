"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import { retentionOptions } from "@/lib/retention/client";
import { ClassTable } from "./class-table";
import { Erasures } from "./erasures";
import { Holds } from "./holds";

interface RetentionScreenProps {
  may: { change: boolean; hold: boolean; ask: boolean; grant: boolean };
  me: string | null;
}

/** Periods, holds and erasures. */
export function RetentionScreen({ may, me }: RetentionScreenProps) {
  const { data } = useSuspenseQuery(retentionOptions());
  return (
    <div className="mt-6 grid gap-10">
      <ClassTable classes={data.classes} mayChange={may.change} />
      <Holds holds={data.holds} campaigns={data.campaigns} people={data.people} mayHold={may.hold} />
      <Erasures erasures={data.erasures} people={data.people} mayAsk={may.ask} mayGrant={may.grant} me={me} />
    </div>
  );
}
