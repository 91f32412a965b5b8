import { predicate } from "./predicate";
import { counted, day, listed, named, person, plain, subject } from "./words";

/** What can be said of who holds the access. */
export const identityClaims = [
  predicate({
    id: "identity_active",
    kinds: ["identity.active"],
    stance: "context",
    form: "yes",
    when: "always",
    evaluate: () => "yes",
    render: ({ status }, p) => `${subject(p)} has the status ${named(status)} in the directory.`,
  }),
  predicate({
    id: "identity_left",
    kinds: ["identity.left"],
    stance: "remove",
    form: "date or unknown",
    when: "always; the value is `on`",
    evaluate: ({ on }) => on ?? "unknown",
    render: ({ on }, p) =>
      on ? `${subject(p)} left on ${day(on)}.` : `${subject(p)} has left; the date is not recorded.`,
  }),
  predicate({
    id: "identity_ends_soon",
    kinds: ["identity.ends_soon"],
    stance: "remove",
    form: "date",
    when: "always; the value is `on`",
    evaluate: ({ on }) => on,
    render: ({ on, days }, p) =>
      `${subject(p)} leaves on ${day(on)}${days === 0 ? "" : `, ${counted(days, "day")} after the data were read`}.`,
  }),
  predicate({
    id: "newest_grant",
    kinds: ["identity.latest_grant"],
    stance: "context",
    form: "date",
    when: "always; the value is `on`",
    evaluate: ({ on }) => on,
    render: ({ on }, p) => `The newest grant that ${subject(p)} has there is of ${day(on)}.`,
  }),
  predicate({
    id: "grants_held",
    kinds: ["identity.grants"],
    stance: "context",
    form: "count",
    when: "always; the value is `count`",
    evaluate: ({ count }) => String(count),
    render: ({ count }, p) => `${subject(p)} holds ${counted(count, "right")} there in all.`,
  }),
  predicate({
    id: "moved_after_grant",
    kinds: ["identity.moved"],
    stance: "remove",
    form: "date",
    when: "after_grant is true; the value is `on`",
    evaluate: ({ after_grant, on }) => (after_grant === true ? on : null),
    render: (v, p) => `${moved(v, subject(p))}, after this access was granted.`,
  }),
  predicate({
    id: "moved_before_grant",
    kinds: ["identity.moved"],
    stance: "keep",
    form: "date",
    when: "after_grant is false; the value is `on`",
    evaluate: ({ after_grant, on }) => (after_grant === false ? on : null),
    render: (v, p) => `${moved(v, subject(p))}, and this access was granted only then or later.`,
  }),
  predicate({
    id: "moved_grant_undated",
    kinds: ["identity.moved"],
    stance: "context",
    form: "date",
    when: "after_grant is null; the value is `on`",
    evaluate: ({ after_grant, on }) => (after_grant === null ? on : null),
    render: (v, p) => `${moved(v, subject(p))}; whether this access is older is not recorded.`,
  }),
  predicate({
    id: "no_manager",
    kinds: ["identity.no_manager"],
    stance: "context",
    form: "yes",
    when: "always",
    evaluate: () => "yes",
    render: (_, p) => `No manager is recorded for ${subject(p)}.`,
  }),
  predicate({
    id: "not_in_directory",
    kinds: ["identity.not_in_directory"],
    stance: "remove",
    form: "yes",
    when: "always",
    evaluate: () => "yes",
    render: ({ login }) =>
      login
        ? `The account ${plain(login, 60)} belongs to nobody in the directory.`
        : "The account belongs to nobody in the directory.",
  }),
  predicate({
    id: "accountable_owner",
    kinds: ["nhi.owner"],
    stance: "context",
    form: "yes",
    when: "there is no fact nhi.owner_left",
    evaluate: (_, p) => (p.facts.some((f) => f.kind === "nhi.owner_left") ? null : "yes"),
    render: ({ owner, backup }) =>
      backup
        ? `${person(owner)} answers for it, with ${person(backup)} as backup.`
        : `${person(owner)} answers for it; no backup is named.`,
  }),
  predicate({
    id: "owner_left",
    kinds: ["nhi.owner_left"],
    stance: "remove",
    form: "yes",
    when: "always",
    evaluate: () => "yes",
    render: ({ owner }) => `Its owner, ${person(owner)}, has left.`,
  }),
  predicate({
    id: "no_accountable_owner",
    kinds: ["nhi.no_owner"],
    stance: "remove",
    form: "yes",
    when: "always",
    evaluate: () => "yes",
    render: (_, p) => `Nobody is named as answering for ${subject(p)}.`,
  }),
  predicate({
    id: "acts_for",
    kinds: ["nhi.acts_for"],
    stance: "context",
    form: "count",
    when: "always; the value is how many names are listed",
    evaluate: ({ names }) => String(names.length),
    render: ({ names }, p) =>
      names.length === 0
        ? `${subject(p)} is not recorded as acting for anybody.`
        : `${subject(p)} acts for ${some(names)}.`,
  }),
  predicate({
    id: "dependants",
    kinds: ["nhi.dependants"],
    stance: "keep",
    form: "count",
    when: "at least one name is listed; the value is how many",
    evaluate: ({ names }) => (names.length === 0 ? null : String(names.length)),
    render: ({ names }, p) => `${some(names)} ${names.length === 1 ? "depends" : "depend"} on ${subject(p)}.`,
  }),
];

function moved(v: { from: string | null; to: string | null; on: string }, who: string): string {
  const from = v.from === null ? "" : ` from ${named(v.from)}`;
  const to = v.to === null ? "" : ` to ${named(v.to)}`;
  return from || to ? `${who} moved${from}${to} on ${day(v.on)}` : `${who} changed posts on ${day(v.on)}`;
}

/** Up to three names, and how many more. */
function some(names: readonly string[]): string {
  const shown = names.slice(0, 3).map((n) => plain(n, 60) || "something without a name");
  const more = names.length - shown.length;
  return listed(more > 0 ? [...shown, `${more} more`] : shown);
}
