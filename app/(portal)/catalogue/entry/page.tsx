import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { EntryForm } from "@/components/catalogue/entry-form";
import { EntryHistory } from "@/components/catalogue/entry-history";
import { HolderBars } from "@/components/catalogue/holder-bars";
import { OwnerPanel } from "@/components/catalogue/owner-panel";
import { PolicyGroups } from "@/components/catalogue/policy-groups";
import { ProposeButton } from "@/components/catalogue/propose-button";
import { StatedWords } from "@/components/catalogue/stated-words";
import { WordsNow } from "@/components/catalogue/words-now";
import { Badge } from "@/components/ui/badge";
import { Copyable } from "@/components/ui/copyable";
import { PageHeader } from "@/components/ui/page-header";
import { entry } from "@/lib/catalogue/entry";
import { entitlementKey } from "@/lib/catalogue/schema";
import { model } from "@/lib/drafting/queries";
import { ask } from "@/lib/http";

export const metadata: Metadata = { title: "Entitlement" };

type Search = Record<string, string | string[] | undefined>;

export default async function EntitlementPage({ searchParams }: { searchParams: Promise<Search> }) {
  const asked = entitlementKey.safeParse(await searchParams);
  if (!asked.success) notFound();
  const detail = await ask(entry, asked.data);
  const proposes = detail.may.nameOwner && ["undescribed", "derived", "stated"].includes(detail.standing);
  return (
    <>
      <PageHeader
        title={detail.words?.title || detail.name}
        crumbs={[{ label: "Catalogue", href: "/catalogue" }]}
        description={
          <span className="[overflow-wrap:anywhere]">
            {detail.application}
            {detail.type ? `, ${detail.type}` : ""}, <Copyable text={detail.name} what="technical name" />{" "}
            {detail.privilege === "privileged" ? <Badge>Privileged</Badge> : null}
          </span>
        }
        actions={
          proposes ? (
            <ProposeButton
              label="Propose words"
              act={{ entitlements: [detail.key] }}
              count={1}
              by={await worder()}
            />
          ) : undefined
        }
        className="[overflow-wrap:anywhere]"
      />
      <div className="mt-6 grid gap-x-12 gap-y-8 wide:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="grid content-start gap-8">
          <WordsNow detail={detail} />
          {detail.may.write ? <EntryForm detail={detail} /> : null}
          <EntryHistory history={detail.history} />
        </div>
        <div className="grid content-start gap-8">
          <OwnerPanel detail={detail} />
          <StatedWords detail={detail} />
          {detail.policy ? <PolicyGroups policy={detail.policy} /> : null}
          <HolderBars detail={detail} />
        </div>
      </div>
    </>
  );
}

async function worder(): Promise<string> {
  const { by, inForce } = await ask(model, {});
  return by === "model" && inForce ? inForce : "rules that read the names, on this server";
}
