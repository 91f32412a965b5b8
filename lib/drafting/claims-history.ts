import { examined } from "@/lib/evidence/debt";
import type { FactOf } from "@/lib/evidence/schema";
import { predicate } from "./predicate";
import { counted, day, named, person } from "./words";

/** A grant this young has had little time to be used. */
const NEW_DAYS = 90;

/** What can be said of how the access came to be and what was decided before. */
export const historyClaims = [
  predicate({
    id: "granted_lately",
    kinds: ["history.granted"],
    stance: "keep",
    form: "date",
    when: `days is at most ${NEW_DAYS}; the value is \`on\``,
    evaluate: ({ on, days }) => (days <= NEW_DAYS ? on : null),
    render: ({ on, days, by }) =>
      `It is new: ${granted(on, by)}, ${days === 0 ? "the day" : `${counted(days, "day")} before`} the data were read.`,
  }),
  predicate({
    id: "granted",
    kinds: ["history.granted"],
    stance: "context",
    form: "date",
    when: `days is above ${NEW_DAYS}; the value is \`on\``,
    evaluate: ({ on, days }) => (days > NEW_DAYS ? on : null),
    render: ({ on, by }) => `It was ${granted(on, by)}.`,
  }),
  predicate({
    id: "request_approved",
    kinds: ["history.requested"],
    stance: "keep",
    form: "date or unknown",
    when: "approved_by is not null and is not `by`; the value is `on`",
    evaluate: ({ by, approved_by, on }) =>
      approved_by === null || approved_by === by ? null : (on ?? "unknown"),
    render: ({ request, by, approved_by, on }) =>
      request === null && by === null && on === null
        ? `${person(approved_by ?? "")} approved the request for it.`
        : `${requested(request, by, on)}, and ${person(approved_by ?? "")} approved it.`,
  }),
  predicate({
    id: "request_self_approved",
    kinds: ["history.requested"],
    stance: "context",
    form: "date or unknown",
    when: "approved_by is `by`; the value is `on`",
    evaluate: ({ by, approved_by, on }) =>
      approved_by !== null && approved_by === by ? (on ?? "unknown") : null,
    render: ({ request, by, on }) => `${requested(request, by, on)}, and the same person approved it.`,
  }),
  predicate({
    id: "request_unapproved",
    kinds: ["history.requested"],
    stance: "context",
    form: "date or unknown",
    when: "approved_by is null; the value is `on`",
    evaluate: ({ approved_by, on }) => (approved_by === null ? (on ?? "unknown") : null),
    render: ({ request, by, on }) => `${requested(request, by, on)}; no approver is recorded.`,
  }),
  predicate({
    id: "kept_examined",
    kinds: ["history.decided"],
    stance: "keep",
    form: "date",
    when: "outcome is certify or certify_until, and blind or second_read is true, or words is true and together is at most 1; the value is `on`",
    evaluate: (v) => (kept(v.outcome) && looked(v) ? v.on : null),
    render: (v) => `${decided(v, "kept it")}, ${manner(v)}${seeded(v)}.`,
  }),
  predicate({
    id: "kept_unexamined",
    kinds: ["history.decided"],
    stance: "context",
    form: "date",
    when: "outcome is certify or certify_until and kept_examined does not hold; the value is `on`",
    evaluate: (v) => (kept(v.outcome) && !looked(v) ? v.on : null),
    render: (v) => `${decided(v, "kept it")}, ${manner(v)}, which says nothing about the need${seeded(v)}.`,
  }),
  predicate({
    id: "changed_before",
    kinds: ["history.decided"],
    stance: "context",
    form: "date",
    when: "outcome is modify; the value is `on`",
    evaluate: ({ outcome, on }) => (outcome === "modify" ? on : null),
    render: (v) => `${decided(v, "asked for a change")}${seeded(v)}.`,
  }),
  predicate({
    id: "removal_decided",
    kinds: ["history.decided"],
    stance: "remove",
    form: "date",
    when: "outcome is revoke; the value is `on`",
    evaluate: ({ outcome, on }) => (outcome === "revoke" ? on : null),
    render: (v) => `${decided(v, "decided to remove it")}${seeded(v)}.`,
  }),
  predicate({
    id: "revoked_before",
    kinds: ["history.revoked_before"],
    stance: "remove",
    form: "date",
    when: "always; the value is `on`",
    evaluate: ({ on }) => on,
    render: ({ on, by, campaign }) =>
      `Its removal was decided before, on ${day(on)} by ${person(by)} in ${named(campaign)}.`,
  }),
  predicate({
    id: "group_removed",
    kinds: ["history.group_decided"],
    stance: "remove",
    form: "count of count",
    when: 'removed is at least half of kept and removed together, and above 0; the value is "REMOVED of BOTH"',
    evaluate: (v) => (v.removed > 0 && v.removed * 2 >= v.kept + v.removed ? share(v.removed, v) : null),
    render: (v) =>
      `For others of the same job or department it was removed in ${v.removed} of ${v.kept + v.removed} decisions.`,
  }),
  predicate({
    id: "group_kept_examined",
    kinds: ["history.group_decided"],
    stance: "keep",
    form: "count of count",
    when: 'group_removed does not hold and honest_kept is at least half of kept and removed together, and above 0; the value is "HONEST_KEPT of BOTH"',
    evaluate: (v) =>
      v.removed * 2 < v.kept + v.removed && v.honest_kept * 2 >= v.kept + v.removed
        ? share(v.honest_kept, v)
        : null,
    render: (v) =>
      `For others of the same job or department it was kept, by somebody who looked, in ${v.honest_kept} of ${v.kept + v.removed} decisions.`,
  }),
  predicate({
    id: "group_decided",
    kinds: ["history.group_decided"],
    stance: "context",
    form: "count of count",
    when: 'neither group_removed nor group_kept_examined holds; the value is "REMOVED of BOTH"',
    evaluate: (v) =>
      (v.removed === 0 || v.removed * 2 < v.kept + v.removed) && v.honest_kept * 2 < v.kept + v.removed
        ? share(v.removed, v)
        : null,
    render: (v) =>
      `For others of the same job or department it was removed in ${v.removed} of ${v.kept + v.removed} decisions.`,
  }),
  predicate({
    id: "exception_ended",
    kinds: ["history.exception"],
    stance: "remove",
    form: "date",
    when: "ended is true; the value is `until`",
    evaluate: ({ ended, until }) => (ended ? until : null),
    render: ({ on, until, by }) =>
      `It was kept as an exception that ${person(by)} granted on ${day(on)}, and that ended on ${day(until)}.`,
  }),
  predicate({
    id: "exception_granted",
    kinds: ["history.exception"],
    stance: "context",
    form: "date",
    when: "ended is false; the value is `until`",
    evaluate: ({ ended, until }) => (ended ? null : until),
    render: ({ on, until, by }) =>
      `It is kept as an exception that ${person(by)} granted on ${day(on)}, until ${day(until)}.`,
  }),
  predicate({
    id: "not_decided",
    kinds: ["history.not_decided"],
    stance: "context",
    form: "yes",
    when: "always",
    evaluate: () => "yes",
    render: ({ campaign }) => `It was in ${named(campaign)}, and nobody decided it.`,
  }),
  predicate({
    id: "returned",
    kinds: ["history.returned"],
    stance: "remove",
    form: "date",
    when: "always; the value is `on`",
    evaluate: ({ on }) => on,
    render: ({ on }) => `It had been removed and was back on ${day(on)}.`,
  }),
  predicate({
    id: "first_seen",
    kinds: ["history.first_seen"],
    stance: "context",
    form: "yes",
    when: "always",
    evaluate: () => "yes",
    render: ({ campaign }) => `It was not there yet in the last review, ${named(campaign)}.`,
  }),
  predicate({
    id: "never_reviewed",
    kinds: ["history.never_reviewed"],
    stance: "context",
    form: "yes",
    when: "always",
    evaluate: () => "yes",
    render: () => "No earlier review covered it.",
  }),
];

type Decided = FactOf<"history.decided">["value"];
const looked = (v: Decided) => examined({ ...v, secondRead: v.second_read });
const share = (part: number, v: { kept: number; removed: number }) => `${part} of ${v.kept + v.removed}`;

/** "on its own, with words": how it was decided. */
function manner({ together, blind, second_read, words }: Decided): string {
  return [
    together > 1 ? `as one of ${together} at once` : "on its own",
    blind ? "before any draft was shown" : "",
    second_read ? "read by a second person" : "",
    words === null ? "" : words ? "with words" : "without words",
  ]
    .filter(Boolean)
    .join(", ");
}

const kept = (outcome: string) => outcome === "certify" || outcome === "certify_until";

function granted(on: string, by: string | null): string {
  return by === null ? `granted on ${day(on)}` : `granted on ${day(on)} by ${person(by)}`;
}

function requested(request: string | null, by: string | null, on: string | null): string {
  const asked = by === null ? "It was asked for" : `${person(by)} asked for it`;
  return `${asked}${on === null ? "" : ` on ${day(on)}`}${request === null ? "" : ` (${named(request)})`}`;
}

function decided({ on, by, campaign }: { on: string; by: string; campaign: string }, what: string): string {
  return `${person(by)} ${what} on ${day(on)} in ${named(campaign)}`;
}

/** The demo's own past decisions are never taken for a person's. */
function seeded({ seed }: { seed: string | null }): string {
  return seed === null ? "" : "; that review was made for the demo";
}
