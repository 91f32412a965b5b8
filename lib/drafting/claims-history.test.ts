import type { FactOf } from "@/lib/evidence/schema";
import { testClaims } from "@/lib/testing/claims";
import { fact } from "@/lib/testing/packets";
import { historyClaims } from "./claims-history";

const granted = (days: number, by: string | null) => fact("history.granted", { on: "2026-11-12", days, by });
const requested = (more: Partial<FactOf<"history.requested">["value"]>) =>
  fact("history.requested", {
    request: "REQ-204",
    by: "Priya Raman",
    approved_by: "Ana Duarte",
    on: "2026-08-08",
    ...more,
  });
const decided = (more: Partial<FactOf<"history.decided">["value"]>) =>
  fact("history.decided", {
    on: "2025-11-18",
    by: "Marek Vrba",
    outcome: "certify",
    together: 1,
    blind: false,
    second_read: false,
    words: true,
    campaign: "Q4 2025 review",
    seed: null,
    ...more,
  });
const group = (kept: number, removed: number, honest_kept: number) =>
  fact("history.group_decided", { group: "Treasury", kept, removed, honest_kept }, { class: "derived" });
const exception = (ended: boolean) =>
  fact("history.exception", { on: "2026-08-24", until: "2026-11-02", by: "Tanvi Nair", ended });

testClaims(historyClaims, {
  granted_lately: {
    holds: [granted(8, "Ana Duarte")],
    value: "2026-11-12",
    says: "It is new: granted on 12 November 2026 by Ana Duarte, 8 days before the data were read.",
    not: [granted(91, null)],
    blank: [[granted(0, null)], "It is new: granted on 12 November 2026, the day the data were read."],
  },
  granted: {
    holds: [granted(91, "Ana Duarte")],
    value: "2026-11-12",
    says: "It was granted on 12 November 2026 by Ana Duarte.",
    not: [granted(90, null)],
    blank: [[granted(91, null)], "It was granted on 12 November 2026."],
  },
  request_approved: {
    holds: [requested({})],
    value: "2026-08-08",
    says: "Priya Raman asked for it on 8 August 2026 (REQ-204), and Ana Duarte approved it.",
    not: [requested({ approved_by: "Priya Raman" })],
    blank: [[requested({ request: null, by: null, on: null })], "Ana Duarte approved the request for it."],
  },
  request_self_approved: {
    holds: [requested({ approved_by: "Priya Raman" })],
    value: "2026-08-08",
    says: "Priya Raman asked for it on 8 August 2026 (REQ-204), and the same person approved it.",
    not: [requested({})],
    blank: [[requested({ by: null, approved_by: null })], null],
  },
  request_unapproved: {
    holds: [requested({ approved_by: null })],
    value: "2026-08-08",
    says: "Priya Raman asked for it on 8 August 2026 (REQ-204); no approver is recorded.",
    not: [requested({})],
    blank: [
      [requested({ request: null, by: null, approved_by: null, on: null })],
      "It was asked for; no approver is recorded.",
    ],
  },
  kept_examined: {
    holds: [decided({})],
    value: "2025-11-18",
    says: "Marek Vrba kept it on 18 November 2025 in Q4 2025 review, on its own, with words.",
    not: [decided({ words: false })],
    blank: [
      [decided({ words: null, blind: true, second_read: true, seed: "demo-seed" })],
      "Marek Vrba kept it on 18 November 2025 in Q4 2025 review, on its own, before any draft was shown, read by a second person; that review was made for the demo.",
    ],
  },
  kept_unexamined: {
    holds: [decided({ together: 25, words: false })],
    value: "2025-11-18",
    says: "Marek Vrba kept it on 18 November 2025 in Q4 2025 review, as one of 25 at once, without words, which says nothing about the need.",
    not: [decided({})],
    blank: [
      [decided({ words: null })],
      "Marek Vrba kept it on 18 November 2025 in Q4 2025 review, on its own, which says nothing about the need.",
    ],
  },
  changed_before: {
    holds: [decided({ outcome: "modify" })],
    value: "2025-11-18",
    says: "Marek Vrba asked for a change on 18 November 2025 in Q4 2025 review.",
    not: [decided({})],
  },
  removal_decided: {
    holds: [decided({ outcome: "revoke" })],
    value: "2025-11-18",
    says: "Marek Vrba decided to remove it on 18 November 2025 in Q4 2025 review.",
    not: [decided({ outcome: "certify_until" })],
  },
  revoked_before: {
    holds: [
      fact("history.revoked_before", { on: "2025-11-18", by: "Marek Vrba", campaign: "Q4 2025 review" }),
    ],
    value: "2025-11-18",
    says: "Its removal was decided before, on 18 November 2025 by Marek Vrba in Q4 2025 review.",
    blank: [
      [fact("history.revoked_before", { on: "2025-11-18", by: "", campaign: "" })],
      "Its removal was decided before, on 18 November 2025 by somebody without a name in something without a name.",
    ],
  },
  group_removed: {
    holds: [group(3, 3, 3)],
    value: "3 of 6",
    says: "For others of the same job or department it was removed in 3 of 6 decisions.",
    not: [group(4, 3, 0)],
    blank: [[group(0, 0, 0)], null],
  },
  group_kept_examined: {
    holds: [group(7, 1, 4)],
    value: "4 of 8",
    says: "For others of the same job or department it was kept, by somebody who looked, in 4 of 8 decisions.",
    not: [group(7, 1, 3)],
    blank: [[group(0, 0, 0)], null],
  },
  group_decided: {
    holds: [group(7, 1, 3)],
    value: "1 of 8",
    says: "For others of the same job or department it was removed in 1 of 8 decisions.",
    not: [group(7, 1, 4)],
    blank: [[group(0, 0, 0)], null],
  },
  exception_ended: {
    holds: [exception(true)],
    value: "2026-11-02",
    says: "It was kept as an exception that Tanvi Nair granted on 24 August 2026, and that ended on 2 November 2026.",
    not: [exception(false)],
  },
  exception_granted: {
    holds: [exception(false)],
    value: "2026-11-02",
    says: "It is kept as an exception that Tanvi Nair granted on 24 August 2026, until 2 November 2026.",
    not: [exception(true)],
  },
  not_decided: {
    holds: [fact("history.not_decided", { campaign: "Q3 access review" })],
    value: "yes",
    says: "It was in Q3 access review, and nobody decided it.",
  },
  returned: {
    holds: [fact("history.returned", { on: "2026-10-27" })],
    value: "2026-10-27",
    says: "It had been removed and was back on 27 October 2026.",
  },
  first_seen: {
    holds: [fact("history.first_seen", { campaign: "Q3 access review" })],
    value: "yes",
    says: "It was not there yet in the last review, Q3 access review.",
  },
  never_reviewed: {
    holds: [fact("history.never_reviewed", {})],
    value: "yes",
    says: "No earlier review covered it.",
  },
});
