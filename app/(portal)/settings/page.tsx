import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import type { Metadata } from "next";
import Link from "next/link";
import { ModelSwitch } from "@/components/drafts/model-switch";
import { PageHeader } from "@/components/ui/page-header";
import { permits } from "@/lib/auth/policy";
import { currentCtx } from "@/lib/auth/session";
import { modelOptions } from "@/lib/drafting/client";
import { model } from "@/lib/drafting/queries";
import { ask } from "@/lib/http";

export const metadata: Metadata = { title: "Settings" };

export default async function SettingsPage() {
  const client = new QueryClient();
  client.setQueryData(modelOptions().queryKey, await ask(model, {}));
  const { actor } = await currentCtx();
  return (
    <>
      <PageHeader
        title="Settings"
        description="What holds for every campaign. Each change is recorded in the log."
      />
      <div className="mt-6 grid max-w-[44rem] gap-8">
        <div className="grid gap-2">
          <HydrationBoundary state={dehydrate(client)}>
            <ModelSwitch mayTurn={permits("draft.start", actor, undefined) === "allow"} />
          </HydrationBoundary>
          <p>
            <Link className="text-accent underline" href="/settings/drafting">
              Connections to models, versions and who approved them
            </Link>
          </p>
        </div>
        <section aria-labelledby="retention" className="grid gap-2">
          <h2 id="retention" className="text-lg">
            What is kept, and for how long
          </h2>
          <p>
            Evidence, drafts, reasons and files each have a period; a legal hold stops it.{" "}
            <Link className="text-accent underline" href="/settings/retention">
              Periods, holds and erasures
            </Link>
          </p>
        </section>
        <section aria-labelledby="need-score" className="grid gap-2">
          <h2 id="need-score" className="text-lg">
            How facts are added up
          </h2>
          <p>
            Where a campaign asks for it, an item's facts are added up to a need score by weights learnt from
            finished reviews.{" "}
            <Link className="text-accent underline" href="/settings/need-score">
              What it was learnt from, and how well it does
            </Link>
          </p>
        </section>
      </div>
    </>
  );
}
