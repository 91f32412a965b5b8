import type { Metadata } from "next";
import { AgentTree } from "@/components/ownership/agent-tree";
import { AnswersFor } from "@/components/ownership/answers-for";
import { Autonomy } from "@/components/ownership/autonomy";
import { Decided } from "@/components/ownership/decided";
import { KeyTimeline } from "@/components/ownership/key-timeline";
import { OfferButton } from "@/components/ownership/offer-button";
import { Reach } from "@/components/ownership/reach";
import { ToolBars } from "@/components/ownership/tool-bars";
import { Badge } from "@/components/ui/badge";
import { PageHeader } from "@/components/ui/page-header";
import { calendarDate } from "@/components/ui/time-distance";
import { permits } from "@/lib/auth/policy";
import { currentCtx } from "@/lib/auth/session";
import { ask } from "@/lib/http";
import { identity } from "@/lib/ownership/identity";
import { kindWords } from "@/lib/ownership/schema";

export const metadata: Metadata = { title: "Service or agent" };

type Params = Promise<{ source: string; id: string }>;

export default async function IdentityPage({ params }: { params: Params }) {
  const { source, id } = await params;
  const { actor } = await currentCtx();
  const of = await ask(identity, { source, id: decodeURIComponent(id) });
  const mayAsk = permits("ownership.offer", actor, undefined) === "allow";
  const oversees = permits("identity.list", actor, undefined) === "allow";
  return (
    <>
      <PageHeader
        title={of.name}
        crumbs={[{ label: "Services and agents", href: "/identities" }]}
        description={
          <>
            <span className="flex flex-wrap items-center gap-2">
              <Badge>{kindWords[of.kind]}</Badge>
              {of.sourceName}, {of.id}, as of {calendarDate(of.asOf)}
            </span>
            <span className="mt-1 block text-ink">
              {of.purpose ? `${of.sourceName} states “${of.purpose}”` : `${of.sourceName} states no purpose.`}
            </span>
          </>
        }
        actions={
          mayAsk ? (
            <OfferButton
              identity={of}
              label={of.owner && !of.owner.left ? "Ask somebody else to answer" : "Ask somebody to answer"}
              waiting={of.offer?.state === "offered" ? { offer: of.offer.id, to: of.offer.to } : null}
            />
          ) : undefined
        }
      />
      <div className="mt-4 grid items-start gap-4 wide:grid-cols-2">
        <div className="grid min-w-0 gap-4">
          <AnswersFor of={of} />
          <Reach of={of} />
        </div>
        <div className="grid min-w-0 gap-4">
          {of.kind === "ai_agent" || of.agent.autonomyText ? <Autonomy of={of} /> : null}
          <AgentTree of={of} />
          <ToolBars of={of} />
        </div>
      </div>
      <div className="mt-4 grid gap-4">
        <KeyTimeline of={of} />
        <Decided items={of.items} oversees={oversees} />
      </div>
    </>
  );
}
