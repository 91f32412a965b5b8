import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import type { Metadata } from "next";
import { RetentionScreen } from "@/components/retention/retention-screen";
import { PageHeader } from "@/components/ui/page-header";
import { personOf } from "@/lib/auth/actor";
import { type Permission, permits } from "@/lib/auth/policy";
import { currentCtx } from "@/lib/auth/session";
import { ask } from "@/lib/http";
import { retentionOptions } from "@/lib/retention/client";
import { show } from "@/lib/retention/queries";

export const metadata: Metadata = { title: "Retention" };

export default async function RetentionPage() {
  const client = new QueryClient();
  client.setQueryData(retentionOptions().queryKey, await ask(show, {}));
  const { actor } = await currentCtx();
  const may = (permission: Permission & `retention.${string}`) =>
    permits(permission, actor, undefined) === "allow";
  return (
    <>
      <PageHeader
        title="Retention"
        crumbs={[{ label: "Settings", href: "/settings" }]}
        description="Campaigns are sealed and never deleted. What belongs to them goes when its period ends: once a day, in small steps, each with its entry in the log."
      />
      <HydrationBoundary state={dehydrate(client)}>
        <RetentionScreen
          may={{
            change: may("retention.set"),
            hold: may("retention.hold"),
            ask: may("retention.erase"),
            grant: may("retention.grant"),
          }}
          me={personOf(actor)}
        />
      </HydrationBoundary>
    </>
  );
}
