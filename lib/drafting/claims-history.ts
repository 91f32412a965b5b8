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
      `${requested(request, by, on)}, and ${person(approved_by ?? "")} approved it.`,
  }),
  predicate({
    id: "request_self_approved",
    kinds: ["history.requested"],
    stance: "context",
    form: "date or unknown",
    when: "approved_by is `by`; the value is `on`",
    evaluate: ({ by, approved_by, on }) =>
      approved_by !== null && approved_by === by ? (on ?? "unknown") : null,
    render: ({ request, by, on }) => `${requested(request, by, on)}, and approved by the same person.`,
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
    id: "kept_on_its_own",
    kinds: ["history.decided"],
    stance: "keep",
    form: "date",
    when: "outcome is certify or certify_until and together is at most 1; the value is `on`",
    evaluate: ({ outcome, together, on }) => (kept(outcome) && together <= 1 ? on : null),
    render: (v) => `${decided(v, "kept it")}, on its own${seeded(v)}.`,
  }),
  predicate({
    id: "kept_together",
    kinds: ["history.decided"],
    stance: "context",
    form: "date",
    when: "outcome is certify or certify_until and together is above 1; the value is `on`",
    evaluate: ({ outcome, together, on }) => (kept(outcome) && together > 1 ? on : null),
    render: (v) => `${decided(v, "kept it")}, as one of ${v.together} at once${seeded(v)}.`,
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
    render: ({ campaign }) => `It is new since the last review, ${named(campaign)}.`,
  }),
  predicate({
    id: "never_reviewed",
    kinds: ["history.never_reviewed"],
    stance: "context",
    form: "yes",
    when: "always",
    evaluate: () => "yes",
    render: () => "It was never reviewed here before.",
  }),
];

const kept = (outcome: string) => outcome === "certify" || outcome === "certify_until";

function granted(on: string, by: string | null): string {
  return by === null ? `granted on ${day(on)}` : `granted on ${day(on)} by ${person(by)}`;
}

function requested(request: string | null, by: string | null, on: string | null): string {
  return `It was asked for${request === null ? "" : ` under ${named(request)}`}${by === null ? "" : ` by ${person(by)}`}${on === null ? "" : ` on ${day(on)}`}`;
}

function decided({ on, by, campaign }: { on: string; by: string; campaign: string }, what: string): string {
  return `${person(by)} ${what} on ${day(on)} in ${named(campaign)}`;
}

/** The demo's own past decisions are never taken for a person's. */
function seeded({ seed }: { seed: string | null }): string {
  return seed === null ? "" : "; that review was made for the demo";
}
