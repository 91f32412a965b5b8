"use client";
import { useCallback, useState } from "react";
import type { RecordStatus, Standing, VerbChoices } from "@/components/reviews/decision";
import { DecisionPanel } from "@/components/reviews/decision-panel";
import { citedFacts, type DraftView } from "@/components/reviews/draft";
import { DraftNote } from "@/components/reviews/draft-note";
import { EvidenceCards, type EvidenceView, notReported } from "@/components/reviews/evidence-cards";
import { FactList } from "@/components/reviews/fact-list";
import type { FactView } from "@/components/reviews/facts";
import { FindingBanner } from "@/components/reviews/finding-banner";
import { ItemHeader } from "@/components/reviews/item-header";
import { ReviewFrame } from "@/components/reviews/review-frame";
import { ThinPacket } from "@/components/reviews/thin-packet";
import type { Verb } from "@/components/reviews/verbs";
import { Worklist, type WorklistGroupView } from "@/components/reviews/worklist";
import { announce } from "@/components/shell/announce";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";

const A = "2026-11-20";
const FACTS: FactView[] = [
  {
    id: "E1",
    stance: "remove",
    class: "observed",
    sentence: "Moved from Accounts payable to Treasury on 12 Jan 2026, after this was granted",
    source: "Workday",
    asOf: A,
  },
  {
    id: "E2",
    stance: "remove",
    class: "observed",
    sentence: "Not used for 220 days; last use 14 Apr 2026",
    source: "SAP log",
    asOf: A,
  },
  {
    id: "E3",
    stance: "remove",
    class: "derived",
    sentence: "None of 10 other Treasury analysts holds it",
    source: "SAP Finance",
    asOf: A,
  },
  {
    id: "E4",
    stance: "keep",
    class: "observed",
    sentence: "Used 29 times after the move, until 14 Apr 2026",
    source: "SAP log",
    asOf: A,
  },
  {
    id: "E5",
    stance: "keep",
    class: "observed",
    sentence: "Kept on 18 Nov 2025 by Marek Vrba, on its own, who wrote “needed for month end”",
    source: "Q4 2025 review",
    asOf: "2025-11-18",
  },
  {
    id: "E6",
    stance: "keep",
    class: "asserted",
    sentence: "Ticket FIN-2231 states “keep until 2027, approved by CFO”; no approval record was found",
    source: "Jira",
    asOf: A,
  },
  {
    id: "E8",
    stance: "context",
    class: "observed",
    sentence: "Granted on 3 Mar 2023 by Joana Reis under request REQ-10442",
    source: "SAP Finance",
    asOf: A,
  },
];
const LONG: FactView[] = FACTS.map((f) => ({
  ...f,
  sentence: `${f.sentence}, which Wilhelmina-Alexandra Featherstonehaugh-Cholmondeley confirmed for the Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft`,
  source: "Treasury workstation, European settlement log",
}));
const EV: EvidenceView = {
  peers: { title: "Other Treasury analysts", holders: 0, total: 10, sentence: "0 of 10 hold this" },
  use: {
    title: "Use, Dec to Nov",
    months: [6, 9, 8, 12, 9, 0, 0, 0, 0, 0, 0, 0].map((value, i) => ({ label: `m${i}`, value })),
    sentence: "Last used 14 Apr 2026, 220 days ago",
  },
  history: {
    title: "History",
    events: [
      { date: "2023-03-03", label: "granted", mark: "dot" },
      { date: "2025-11-18", label: "kept", mark: "dot" },
      { date: "2026-01-12", label: "moved", mark: "square" },
      { date: A, label: "now", mark: "ring" },
    ],
    sentence: "Granted Mar 2023, kept Nov 2025, moved Jan 2026",
  },
};
const THIN: EvidenceView = {
  peers: { notReported: "Who else does this work: the file holds no job titles." },
  use: { notReported: "Use: SAP Finance does not report it." },
  history: { notReported: "When and by whom it was granted: the file does not say." },
};
const DRAFT: DraftView = {
  state: "ready",
  drafter: "Rule-based draft",
  draftedAt: A,
  why: [
    {
      text: "Priya moved from Accounts payable to Treasury on 12 January, after this access was granted.",
      facts: ["E1"],
    },
    { text: "She has not used it for 220 days.", facts: ["E2"] },
    {
      text: "Together with Maintain vendors it breaks the rule that nobody both creates and pays a vendor.",
      facts: ["E7"],
    },
  ],
  against: [{ text: "she used it 29 times after the move, until April.", facts: ["E4"] }],
  unknown: [
    { text: "whether Treasury still covers Accounts payable at month end. Ask the owner.", facts: [] },
  ],
};
const GROUPS: WorklistGroupView[] = [
  {
    id: "p",
    title: "Priya Raman",
    summary: "4 of 6 open",
    rows: [
      {
        id: "1",
        title: "Release payments",
        detail: "SAP Finance",
        state: "open",
        tags: [{ text: "conflict", tone: "finding" }],
      },
      {
        id: "2",
        title: "Maintain vendors",
        detail: "SAP Finance",
        state: "open",
        tags: [{ text: "conflict", tone: "finding" }],
      },
      { id: "3", title: "Treasury dashboards", detail: "Tableau", state: "open" },
      { id: "4", title: "Bank statements, read", detail: "Kyriba", state: "open", failed: true },
      { id: "5", title: "Approve expenses", detail: "Concur", state: "decided", outcome: "kept" },
      { id: "6", title: "VPN, finance", detail: "Entra ID", state: "decided", outcome: "kept, saved" },
    ],
  },
  {
    id: "t",
    title: "Tomasz Łuczak",
    summary: "4 of 4 open",
    rows: [
      {
        id: "7",
        title: "Opportunity admin",
        detail: "Salesforce",
        state: "open",
        tags: [{ text: "moved", tone: "attention" }],
      },
      {
        id: "8",
        title: "Discount override",
        detail: "Salesforce",
        state: "open",
        tags: [{ text: "moved", tone: "attention" }],
      },
      {
        id: "9",
        title: "Cost centre 4410",
        detail: "SAP Finance, you decide before the draft",
        state: "open",
      },
      { id: "10", title: "Travel booking", detail: "Concur", state: "waiting", outcome: "with Marek Vrba" },
    ],
  },
  {
    id: "j",
    title: "Jun Watanabe",
    summary: "9 alike, low risk",
    rows: [
      {
        id: "11",
        title: "Read-only reports, 9 items",
        detail: "Tableau, same evidence",
        state: "open",
        tags: [{ text: "together", tone: "accent" }],
      },
      { id: "12", title: "Ledger export", detail: "SAP Finance", state: "open" },
      { id: "13", title: "Invoice archive", detail: "SharePoint", state: "open" },
      { id: "14", title: "Vendor portal", detail: "Coupa", state: "open" },
    ],
  },
];
const LONGG: WorklistGroupView[] = GROUPS.map((g) => ({
  ...g,
  title: `${g.title} Featherstonehaugh-Cholmondeley von Hohenlohe`,
  rows: g.rows.map((r) => ({
    ...r,
    title: `${r.title} for the European settlement and reconciliation workspace`,
    detail: `${r.detail} production, region eu-central`,
  })),
}));
const CODES = [
  { value: "role", label: "Not part of the role" },
  { value: "unused", label: "Not used" },
  { value: "conflict", label: "Conflict" },
  { value: "other", label: "Other" },
];
const KEEP = [
  { value: "role", label: "Part of the role" },
  { value: "cover", label: "Covers for someone" },
  { value: "other", label: "Other" },
];
const CHOICES: VerbChoices = {
  keep: {
    effects: ["Nothing changes in SAP Finance.", "The conflict with Maintain vendors stays."],
    codes: KEEP,
    reason: "words",
    until: { min: "2026-11-21", max: "2027-11-20", suggestions: [{ label: "31 Mar", date: "2027-03-31" }] },
    reasonHint: "Keeping this against a finding is an exception: it needs your words and an end date.",
  },
  remove: {
    effects: ["At sign-off, role FI_PAYMENT_RELEASE leaves account PRAMAN; two people still hold it."],
    codes: CODES,
    reason: "code",
  },
  keep_until: {
    effects: ["On the day after, role FI_PAYMENT_RELEASE leaves account PRAMAN."],
    codes: KEEP,
    reason: "code",
    until: {
      min: "2026-11-21",
      max: "2027-11-20",
      suggestions: [
        { label: "31 Dec", date: "2026-12-31" },
        { label: "31 Mar", date: "2027-03-31" },
      ],
    },
  },
  change: {
    effects: ["A change request goes to the owner of SAP Finance."],
    reason: "none",
    changes: [
      { value: "reduce", label: "Less access" },
      { value: "transfer", label: "Another owner" },
    ],
  },
  dont_know: {
    effects: ["Your question goes to the owner, Ines Moura; the item comes back to you at most once."],
    reason: "none",
  },
};

export function KitScreen({ state, compact: c }: { state: string; compact: boolean }) {
  const [id, setId] = useState<string>("1");
  const [view, setView] = useState<"list" | "item">(state.includes("list") ? "list" : "item");
  const [rec, setRec] = useState<"closed" | "loading" | "open">("closed");
  const [verb, setVerb] = useState<Verb | null>(null);
  const [status, setStatus] = useState<RecordStatus>(
    state === "conflict"
      ? { state: "conflict", sentence: "New facts arrived while you were deciding." }
      : state === "offline"
        ? { state: "offline" }
        : state === "error"
          ? { state: "failed", sentence: "The server did not answer in time. Your decision is still here." }
          : state === "refused"
            ? {
                state: "refused",
                why: "You approved this access yourself.",
                who: "Marek Vrba can decide it.",
              }
            : { state: "idle" },
  );
  const [compact, setCompact] = useState(c);
  const [filter, setFilter] = useState("people");
  const [grouping, setGrouping] = useState("person");
  const groups = state === "long" ? LONGG : GROUPS;
  const ids = groups.flatMap((g) => g.rows.map((r) => r.id));
  const select = useCallback((next: string) => {
    setId(next);
    setRec("closed");
    setVerb(null);
    setView("item");
  }, []);
  const openRec = useCallback(() => setRec("open"), []);
  const choose = useCallback((v: Verb | null) => {
    setVerb(v);
    if (v) setRec("open");
  }, []);
  const reassign = useCallback(() => announce("Reassign"), []);
  const thin = state === "thin";
  const ev = thin ? THIN : EV;
  const facts = thin ? FACTS.slice(5, 6) : state === "long" ? LONG : FACTS;
  const draft: DraftView = thin
    ? {
        ...DRAFT,
        state: "insufficient",
        why: [{ text: "The file says that the account is active.", facts: ["E6"] }],
        against: [],
        unknown: [{ text: "use, job title, who granted it.", facts: [] }],
      }
    : state === "pending"
      ? { ...DRAFT, state: "pending" }
      : state === "blind"
        ? { ...DRAFT, state: "withheld" }
        : {
            ...DRAFT,
            ...(rec === "open"
              ? ({
                  recommendation: { verb: "remove", from: ["E1", "E2", "E7"] },
                  judgement: state === "long" ? "The role looks left over from the earlier job." : undefined,
                } as Partial<DraftView>)
              : {}),
          };
  const standing: Standing | null =
    verb === null
      ? null
      : state === "blind"
        ? { state: "silent", sentence: "You decide before the draft; it is shown once you have recorded." }
        : {
            state: "said",
            recommended: "remove",
            relation: verb === "remove" ? "confirms" : verb === "dont_know" ? "neither" : "overrides",
          };
  const next = ids[ids.indexOf(id) + 1];
  const prev = ids[ids.indexOf(id) - 1];
  const empty = state.startsWith("empty");
  return (
    <ReviewFrame
      itemId={empty ? null : id}
      view={view}
      onView={setView}
      position={`${ids.indexOf(id) + 1} of 124`}
      onPrevious={prev ? () => select(prev) : undefined}
      onNext={next ? () => select(next) : undefined}
      list={
        <Worklist
          groups={empty ? [] : groups}
          selectedId={id}
          onSelect={select}
          filters={[
            { id: "people", label: "People", count: 112 },
            { id: "svc", label: "Service accounts", count: 12 },
          ]}
          filterId={filter}
          onFilter={setFilter}
          groupings={[
            { value: "person", label: "Person" },
            { value: "app", label: "Application" },
            { value: "alike", label: "What is alike" },
          ]}
          grouping={grouping}
          onGrouping={setGrouping}
          compact={compact}
          onCompact={setCompact}
          {...(empty
            ? {
                instead: (
                  <EmptyState
                    title="Nothing to decide"
                    sentence="You have no open items in this review; a new one is due in March 2027."
                    action={<Button>See what you decided</Button>}
                  />
                ),
              }
            : {})}
        />
      }
      item={
        empty ? (
          <EmptyState
            title="Nothing to decide"
            sentence="You have no open items in this review; a new one is due in March 2027."
            action={<Button>See what you decided</Button>}
          />
        ) : (
          <>
            <ItemHeader
              path={[
                { text: "SAP Finance" },
                {
                  text:
                    state === "long"
                      ? "FI_PAYMENT_RELEASE_EUROPE_SETTLEMENT_AND_RECONCILIATION_WORKSPACE_PROD_0001"
                      : "FI_PAYMENT_RELEASE",
                  copy: "role name",
                },
                { text: "account PRAMAN" },
              ]}
              title={
                state === "long"
                  ? "Priyadarshini Wilhelmina Raman-Featherstonehaugh can release payments for the European settlement workspace"
                  : "Priya Raman can release payments"
              }
              allows="Releases outgoing payment runs up to €250,000 without a second approval. Privileged. Two other people hold it."
              who="Treasury analyst since 12 Jan 2026, reports to you, permanent, Lisbon. Description by the owner, verified Sep 2026."
              actions={
                <>
                  <Button size="sm">Ask Priya</Button>
                  <Button size="sm">Ask the owner</Button>
                </>
              }
            />
            {thin ? (
              <ThinPacket
                cannotReport="This file holds only names and roles: no use, no dates, no job titles."
                ask="Ask Priya what she needs it for, or the owner, Ines Moura, what it does."
              />
            ) : (
              <FindingBanner kind="Conflict" fact="E7">
                Also holds{" "}
                <a className="underline" href="#x">
                  Maintain vendors
                </a>
                : one person could create a vendor and pay it. Decide both together. Checked against 14 rules:
                1 conflict, 2 could not be checked.
              </FindingBanner>
            )}
            <EvidenceCards {...ev} />
            <FactList facts={facts} cited={citedFacts(draft)} notReported={notReported(ev)} />
          </>
        )
      }
      note={
        empty ? null : (
          <DraftNote
            draft={draft}
            recommendation={rec}
            onOpenRecommendation={openRec}
            provenanceNote="Every sentence is checked against its fact."
          />
        )
      }
      decision={
        empty ? null : (
          <DecisionPanel
            itemId={id}
            choices={CHOICES}
            standing={standing}
            status={status}
            onChoose={choose}
            onRecord={() => {
              announce("Recorded");
              setStatus({ state: "idle" });
              if (next) select(next);
            }}
            onReassign={reassign}
            onReload={() => setStatus({ state: "idle" })}
            {...(state === "blocked"
              ? { blocked: { why: "This is your own access.", who: "Your manager, Marek Vrba, decides it." } }
              : {})}
            {...(state === "signed"
              ? {
                  signedOff: "Signed off on 24 Nov 2026. What was decided stands.",
                  recorded: {
                    sentence: "You recorded remove on 20 Nov 2026 at 14:02.",
                    receipt: (
                      <a className="text-accent underline" href="#r">
                        sealed at #1,204
                      </a>
                    ),
                  },
                }
              : {})}
            {...(state === "blind"
              ? {
                  notice: {
                    title: "Before the draft",
                    sentence: "You decide this one from the facts; the draft is shown afterwards.",
                  },
                }
              : {})}
          />
        )
      }
    />
  );
}
