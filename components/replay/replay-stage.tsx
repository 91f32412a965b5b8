"use client";

import { useState } from "react";
import { citedFacts, type DraftView } from "@/components/reviews/draft";
import { DraftNote } from "@/components/reviews/draft-note";
import { EvidenceCards, notReported } from "@/components/reviews/evidence-cards";
import { EvidenceHead } from "@/components/reviews/evidence-head";
import { FactList } from "@/components/reviews/fact-list";
import { FindingBanner } from "@/components/reviews/finding-banner";
import { ItemHeader } from "@/components/reviews/item-header";
import { OwnReading } from "@/components/reviews/own-reading";
import { ThinPacket } from "@/components/reviews/thin-packet";
import { Copyable } from "@/components/ui/copyable";
import { EmptyState } from "@/components/ui/empty-state";
import type { Replay } from "@/lib/reviews/replay";
import type { ReplayScreen } from "@/lib/reviews/replay-steps";

interface ReplayStageProps {
  replay: Replay;
  screen: ReplayScreen | null;
  /** Goes on to where the recommendation was opened; null where it never was after this. */
  onOpenedLater: (() => void) | null;
}

const EMPTY = { drafter: "", draftedAt: "", why: [], against: [], unknown: [] };

/** The screen as it stood, in the pieces it was made of; nothing on it can be pressed. */
export function ReplayStage({ replay, screen, onOpenedLater }: ReplayStageProps) {
  if (screen === null)
    return (
      <EmptyState
        title="Nothing stood on this person’s screen yet"
        sentence="The next steps show what was put before them, and when."
      />
    );
  const packet = replay.packets.find((p) => p.version === screen.packet);
  if (!packet) return null;
  const view = screen.hidden ? packet.hiddenView : packet.view;
  const drafted = replay.drafts.find((d) => d.id === screen.draft);
  const note: DraftView = drafted ? drafted.view : { state: screen.without, ...EMPTY };
  return (
    <section aria-labelledby="replay-screen" className="grid gap-3">
      <h2 id="replay-screen" className="text-base text-ink-2">
        On the screen then
      </h2>
      <div className="grid items-start gap-6 rounded-lg border border-line-strong p-4 xl:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="grid min-w-0 gap-4">
          <ItemHeader path={view.path} title={view.title} allows={view.allows} who={view.who} />
          {view.thin ? <ThinPacket cannotReport={view.thin.cannotReport} ask={view.thin.ask} /> : null}
          {view.findings.map((f) => (
            <FindingBanner key={f.fact} kind={f.kind} fact={f.fact}>
              {f.text}
            </FindingBanner>
          ))}
          <EvidenceHead checked={view.checked} unchecked={view.unchecked} />
          <EvidenceCards {...view.cards} />
          <FactList
            facts={view.facts}
            cited={citedFacts(note)}
            notReported={notReported(view.cards)}
            sorted={!screen.hidden}
            whole
          />
          <p className="text-sm text-ink-2">
            Version {packet.version} of the evidence, hash{" "}
            <Copyable text={packet.hash} what="evidence hash" className="font-mono" />
          </p>
        </div>
        <div className="grid min-w-0 gap-4">
          {screen.hidden ? (
            <OwnReading />
          ) : (
            <Note
              key={`${screen.draft} ${screen.recommendation}`}
              note={note}
              recommendation={screen.recommendation}
              onOpenedLater={onOpenedLater}
            />
          )}
          {drafted ? (
            <p className="text-sm text-ink-2">
              Draft’s hash <Copyable text={drafted.hash} what="draft hash" className="font-mono" />
            </p>
          ) : null}
        </div>
      </div>
    </section>
  );
}

interface NoteProps {
  note: DraftView;
  recommendation: "closed" | "open";
  onOpenedLater: (() => void) | null;
}

/** The note as it stood. What was closed stays closed: asking for it leads to when it was opened, or says that it never was. */
function Note({ note, recommendation, onOpenedLater }: NoteProps) {
  const [asked, setAsked] = useState(false);
  return (
    <div>
      <DraftNote
        draft={note}
        recommendation={recommendation}
        onOpenRecommendation={onOpenedLater ?? (() => setAsked(true))}
      />
      <p role="status" className="mt-2 text-sm text-ink-2 empty:hidden">
        {asked ? "It was closed at this step, and was not opened afterwards." : null}
      </p>
    </div>
  );
}
