import type { FactOf, Packet } from "@/lib/evidence/schema";
import { known, predicate } from "./predicate";
import { capital, counted, day, holder, listed, named, person, plain, subject } from "./words";

/** What can be said of who holds the access. */
export const identityClaims = [
  predicate({
    id: "identity_active",
    kinds: ["identity.active"],
    stance: "context",
    form: "yes",
    when: "always",
    evaluate: () => "yes",
    render: ({ status }, p) => `${capital(holder(p))} has the status ${named(status)} in the directory.`,
  }),
  predicate({
    id: "identity_left",
    kinds: ["identity.left"],
    stance: "remove",
    form: "date or unknown",
    when: "always; the value is `on`",
    evaluate: ({ on }) => on ?? "unknown",
    render: ({ on, days }, p) =>
      on
        ? `${subject(p)} left on ${day(on)}${days === null || days === 0 ? "" : `, ${counted(days, "day")} before the data were read`}.`
        : `${subject(p)} has left; the date is not recorded.`,
  }),
  predicate({
    id: "identity_ends_soon",
    kinds: ["identity.ends_soon"],
    stance: "remove",
    form: "date",
    when: "always; the value is `on`",
    with: ({ on }, p) => known(p, "grant.expires").find((f) => f.value.days >= 0 && f.value.on <= on),
    evaluate: ({ on }) => on,
    render: ({ on, days }, p, _, ends) =>
      ends
        ? `${subject(p)} leaves on ${day(on)}, and this access ends by itself on ${ends.value.on === on ? "that day" : day(ends.value.on)}.`
        : `${subject(p)} leaves on ${day(on)}${days === 0 ? "" : `, ${counted(days, "day")} after the data were read`}.`,
  }),
  predicate({
    id: "newest_grant",
    kinds: ["identity.latest_grant"],
    stance: "context",
    form: "date",
    when: "always; the value is `on`",
    evaluate: ({ on }) => on,
    render: ({ on }, p) => `The newest grant that ${holder(p)} has there is of ${day(on)}.`,
  }),
  predicate({
    id: "grants_held",
    kinds: ["identity.grants"],
    stance: "context",
    form: "count",
    when: "always; the value is `count`",
    evaluate: ({ count }) => String(count),
    render: ({ count }, p) => `${capital(holder(p))} holds ${counted(count, "right")} there in all.`,
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
    id: "moved_unused_since",
    kinds: ["identity.moved"],
    stance: "remove",
    form: "date",
    when: "after_grant is true, and another fact says that it was not used from `on` to the day the data were read; the value is `on`",
    with: ({ on }, p) => silentSince(p, on),
    evaluate: ({ after_grant, on }, _, __, silent) => (after_grant === true && silent ? on : null),
    render: (v, p, _, silent) =>
      `${moved(v, subject(p))}, after this access was granted, and has not used it since${lastUse(silent)}.`,
  }),
  predicate({
    id: "moved_before_grant",
    kinds: ["identity.moved"],
    stance: "keep",
    form: "date",
    when: "after_grant is false; the value is `on`",
    evaluate: ({ after_grant, on }) => (after_grant === false ? on : null),
    render: (v, p) => `${moved(v, subject(p))} and was given this access on that day or later.`,
  }),
  predicate({
    id: "moved_grant_undated",
    kinds: ["identity.moved"],
    stance: "context",
    form: "date",
    when: "after_grant is null; the value is `on`",
    section: "unknown",
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
    render: (_, p) => `No manager is recorded for ${holder(p)}.`,
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
    with: (_, p) => known(p, "nhi.owner")[0],
    evaluate: () => "yes",
    render: ({ owner }, p, _, answers) =>
      `${person(owner)}, who answered for ${holder(p)}, has left${
        answers === undefined
          ? ""
          : answers.value.backup === null
            ? "; no backup is named"
            : `; ${person(answers.value.backup)} is named as backup`
      }.`,
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
        ? `${capital(holder(p))} is not recorded as acting for anybody.`
        : `${capital(holder(p))} acts for ${some(names)}.`,
  }),
  predicate({
    id: "dependants",
    kinds: ["nhi.dependants"],
    stance: "keep",
    form: "count",
    when: "at least one name is listed; the value is how many",
    evaluate: ({ names }) => (names.length === 0 ? null : String(names.length)),
    render: ({ names }, p) =>
      `${capital(some(names))} ${names.length === 1 ? "depends" : "depend"} on ${holder(p)}.`,
  }),
];

function moved(v: { from: string | null; to: string | null; on: string }, who: string): string {
  const from = v.from === null ? "" : ` from ${named(v.from)}`;
  const to = v.to === null ? "" : ` to ${named(v.to)}`;
  return from || to ? `${who} moved${from}${to} on ${day(v.on)}` : `${who} changed posts on ${day(v.on)}`;
}

/** The fact that says that it was used before, and not from this day on. */
function silentSince(p: Packet, day: string) {
  if (known(p, "use.never").length > 0) return undefined;
  return (
    known(p, "use.last").find((f) => f.value.on < day) ??
    known(p, "use.after_move").find((f) => f.value.uses === 0 && f.value.moved === day)
  );
}

const lastUse = (silent: FactOf<"use.last" | "use.after_move"> | undefined) =>
  silent && "on" in silent.value ? `; the last use was on ${day(silent.value.on)}` : "";

/** Up to three names, and how many more. */
function some(names: readonly string[]): string {
  const shown = names.slice(0, 3).map((n) => plain(n, 60) || "something without a name");
  const more = names.length - shown.length;
  return listed(more > 0 ? [...shown, `${more} more`] : shown);
}
