"use client";

import type { Ref } from "react";
import { NeedParts } from "@/components/evidence/need-parts";
import { AskButton, AskedAbout } from "@/components/questions/asked-about";
import { Button } from "@/components/ui/button";
import { Kbd } from "@/components/ui/kbd";
import type { OpenedItem } from "@/lib/reviews/observe";
import { AboutLink } from "./about-link";
import { BriefingCard } from "./briefing-card";
import { citedFacts } from "./draft";
import { EarlierCard } from "./earlier-card";
import { EvidenceCards, notReported } from "./evidence-cards";
import { EvidenceHead } from "./evidence-head";
import { FactList } from "./fact-list";
import { FindingBanner } from "./finding-banner";
import { ItemHeader } from "./item-header";
import { ThinPacket } from "./thin-packet";

interface ItemFactsProps {
  opened: OpenedItem;
  /** Goes on what holds the facts: it is counted what of them is on the screen. */
  evidence: Ref<HTMLDivElement>;
  onPair: () => void;
  onRenew: () => void;
}

/** The open item: what it is, what was decided before and changed since, what was found, and its facts. */
export function ItemFacts({ opened, evidence, onPair, onRenew }: ItemFactsProps) {
  const { view } = opened;
  return (
    <div ref={evidence} className="contents">
      {opened.ended ? null : <BriefingCard review={opened.review} />}
      <ItemHeader
        path={view.path}
        title={view.title}
        allows={view.allows}
        who={view.who}
        actions={
          <>
            {opened.about ? <AboutLink about={opened.about} beneath={opened.beneath} /> : null}
            {opened.ended || opened.recorded ? null : <AskButton item={opened.item} subject={view.title} />}
          </>
        }
      />
      <AskedAbout
        key={opened.item}
        item={opened.item}
        version={opened.version}
        mine={!opened.ended}
        onRenew={onRenew}
      />
      {opened.earlier ? <EarlierCard earlier={opened.earlier} /> : null}
      {view.thin ? <ThinPacket cannotReport={view.thin.cannotReport} ask={view.thin.ask} /> : null}
      {view.findings.length > 0 ? (
        <div className="grid gap-2">
          {view.findings.map((f) => (
            <FindingBanner
              key={f.fact}
              kind={f.kind}
              fact={f.fact}
              {...(f.conflict
                ? {
                    actions: (
                      <Button size="sm" onClick={onPair} aria-keyshortcuts="B">
                        Open both sides
                        <Kbd aria-hidden className="pointer-coarse:hidden">
                          B
                        </Kbd>
                      </Button>
                    ),
                  }
                : {})}
            >
              {f.text}
            </FindingBanner>
          ))}
        </div>
      ) : null}
      <EvidenceHead checked={view.checked} unchecked={view.unchecked} />
      <EvidenceCards {...view.cards} />
      <FactList
        facts={view.facts}
        cited={citedFacts(opened.note)}
        notReported={notReported(view.cards)}
        sorted={!opened.blind?.hidden}
        whole={opened.asksInView.length > 0}
      />
      {opened.blind?.hidden ? null : <NeedParts item={opened.item} facts={view.facts} />}
    </div>
  );
}
