/**
 * What is different between two packets about the same access, in sentences: what was known when it was last decided, and what
 * is known now. Pure. What one of the two does not know is never said to have begun or ended (I8). The order is by what a
 * sentence is about, never by the side it speaks for.
 */
import { IDLE_DAYS } from "./rules";
import type { Fact, FactKind, FactOf, Packet } from "./schema";
import { sentenceOf } from "./sentences";
import { dayWords, listed, stopped } from "./words";

export type Change = {
  about: "holder" | "use" | "access" | "account" | "finding" | "source";
  text: string;
};

/** @param then the packet that was decided on @param now today's */
export function changesBetween(then: Packet, now: Packet): Change[] {
  return [
    ...holderChanges(then, now),
    ...changesOfUse(then, now),
    ...accessChanges(then, now),
    ...factChanges(then, now, "access"),
    ...factChanges(then, now, "account"),
    ...findingChanges(then, now),
    ...sourceChanges(then, now),
  ];
}

const about = (of: Change["about"], texts: readonly (string | null)[]): Change[] =>
  texts.flatMap((text) => (text === null ? [] : [{ about: of, text }]));

function holderChanges(then: Packet, now: Packet): Change[] {
  const moved = first(now, "identity.moved");
  const known = first(then, "identity.moved")?.value.on;
  const movedSince =
    moved && moved.value.on !== known && moved.value.on > then.asOf.slice(0, 10)
      ? stopped(sentenceOf(moved, now).sentence)
      : null;
  const [a, b] = [then.subject, now.subject];
  return [
    ...about("holder", [
      movedSince,
      movedSince === null ? fieldChange("Job title", a.title, b.title) : null,
      movedSince === null ? fieldChange("Department", a.department, b.department) : null,
      fieldChange("Manager", a.manager, b.manager),
      fieldChange("Employment", a.employment, b.employment),
    ]),
    ...factChanges(then, now, "holder"),
  ];
}

/** "Manager: Ana Duarte then, Bo Lund now."; what is not known on one side is said to be so. */
function fieldChange(label: string, then: string | null, now: string | null): string | null {
  if (then === now) return null;
  if (then === null) return `${label}: ${now} now; it was not known then.`;
  if (now === null) return `${label}: ${then} then; it is not reported now.`;
  return `${label}: ${then} then, ${now} now.`;
}

type Use = { state: "used"; on: string; days: number } | { state: "never" } | { state: "unknown" };

/** The last use of what is decided on, as far as its source reports it. */
function lastUseOf(packet: Packet): Use {
  const last = first(packet, "use.last") ?? first(packet, "nhi.last_use");
  if (last) return { state: "used", on: last.value.on, days: last.value.days };
  if (first(packet, "use.never")) return { state: "never" };
  const key = packet.keys.type === "credential" ? first(packet, "nhi.credential") : undefined;
  if (!key) return { state: "unknown" };
  const { last_used: on, never_used: never } = key.value;
  if (on !== null) return { state: "used", on, days: daysTo(packet.asOf, on) };
  return never ? { state: "never" } : { state: "unknown" };
}

const daysTo = (asOf: string, on: string) =>
  Math.max(0, Math.round((Date.parse(asOf.slice(0, 10)) - Date.parse(on)) / 86_400_000));

function changesOfUse(before: Packet, after: Packet): Change[] {
  return about("use", [changeOfUse(lastUseOf(before), lastUseOf(after))]);
}

function changeOfUse(then: Use, now: Use): string | null {
  if (now.state === "unknown")
    return then.state === "unknown"
      ? null
      : "Whether it is still used is not known: its use was reported then, and is not reported now.";
  if (then.state === "unknown") {
    return now.state === "never"
      ? "Never used, as is reported now; nothing was reported of its use then."
      : `Last used ${dayWords(now.on)}, as is reported now; nothing was reported of its use then.`;
  }
  if (then.state === "never")
    return now.state === "never" ? null : `Used since: last on ${dayWords(now.on)}; never used then.`;
  if (now.state === "never") return `Reported as never used now, and as last used ${dayWords(then.on)} then.`;
  if (then.days < IDLE_DAYS && now.days >= IDLE_DAYS)
    return `Use stopped: last used ${dayWords(now.on)}; it was in use then.`;
  if (then.days >= IDLE_DAYS && now.days < IDLE_DAYS)
    return `In use again: last used ${dayWords(now.on)}; it was not in use then.`;
  return null;
}

function accessChanges({ access: then }: Packet, { access: now }: Packet): Change[] {
  return about("access", [
    privilegeChange(then.privilege, now.privilege),
    then.title === now.title ? null : `It was called “${then.title}” then.`,
    then.description === now.description
      ? null
      : then.description === null
        ? "What it allows is described now, and was not then."
        : now.description === null
          ? "What it allows was described then, and is not now."
          : "What it allows is described in other words now.",
  ]);
}

function privilegeChange(
  then: Packet["access"]["privilege"],
  now: Packet["access"]["privilege"],
): string | null {
  if (then === now) return null;
  if (now === null) return "Whether it is privileged is not known now; it was then.";
  const is = now === "privileged" ? "It is privileged" : "It is not privileged";
  return then === null ? `${is}, as is reported now; that was not known then.` : `${is} now.`;
}

/** Kinds that are compared by being there and by what of them matters; other kinds change with every reading, or are told above. */
const COMPARED: Partial<Record<FactKind, { about: Change["about"]; by?: (fact: Fact) => string }>> = {
  "identity.active": { about: "holder", by: whole },
  "identity.left": { about: "holder" },
  "identity.ends_soon": { about: "holder" },
  "identity.not_in_directory": { about: "holder" },
  "nhi.owner": { about: "holder", by: whole },
  "nhi.owner_left": { about: "holder" },
  "nhi.no_owner": { about: "holder" },
  "nhi.dependants": { about: "holder", by: whole },
  "agent.sponsor": { about: "holder", by: whole },
  "agent.delegation": { about: "holder", by: whole },
  "agent.autonomy": { about: "holder", by: whole },
  "agent.instructions": { about: "holder", by: whole },
  "role.includes": { about: "access", by: whole },
  "role.excludes": { about: "access", by: whole },
  "grant.covers": { about: "access", by: (f) => (f.kind === "grant.covers" ? String(f.value.count) : "") },
  "credential.scopes": {
    about: "access",
    by: (f) => (f.kind === "credential.scopes" ? f.value.names.join() : ""),
  },
  "credential.seen_in_text": { about: "access" },
  "account.dormant": { about: "account" },
  "account.disabled": { about: "account" },
  "account.orphan": { about: "account" },
  "account.shared": { about: "account" },
  "account.no_mfa": { about: "account" },
  "account.last_holder": { about: "account" },
  "account.last_admin": { about: "account" },
};

function whole(fact: Fact): string {
  return JSON.stringify(fact.value);
}

function factChanges(then: Packet, now: Packet, of: Change["about"]): Change[] {
  const kinds = Object.entries(COMPARED).filter(([, how]) => how.about === of);
  return kinds.flatMap(([kind, how]) => {
    const [was, is] = [then, now].map((p) => p.facts.find((f) => f.kind === kind));
    const by = how.by ?? (() => "");
    if (was && is && by(was) === by(is)) return [];
    const before = was && stopped(sentenceOf(was, then).sentence);
    const today = is && stopped(sentenceOf(is, now).sentence);
    if (before && today) return about(of, [`${today} Then: ${before}`]);
    if (today) return about(of, [`New in the evidence: ${today}`]);
    return about(of, before ? [`In the evidence then, and not now: ${before}`] : []);
  });
}

const findingKey = ({ value }: FactOf<"rule.failed">) => `${value.rule} ${value.other ?? ""}`;

function findingChanges(then: Packet, now: Packet): Change[] {
  const [was, is] = [failedIn(then), failedIn(now)];
  const unchecked = (packet: Packet, rule: string) =>
    (packet.rules.unanswered ?? []).some(({ id }) => id === rule);
  const added = is
    .filter((f) => !was.some((w) => findingKey(w) === findingKey(f)))
    .map((f) =>
      unchecked(then, f.value.rule)
        ? `Found now: ${findingWords(f, now)} This could not be checked then.`
        : `New finding: ${findingWords(f, now)}`,
    );
  const gone = was
    .filter((f) => !is.some((n) => findingKey(n) === findingKey(f)))
    .map((f) =>
      unchecked(now, f.value.rule)
        ? `Found then: ${findingWords(f, then)} This cannot be checked now.`
        : `Found then, and not now: ${findingWords(f, then)}`,
    );
  return about("finding", [...added, ...gone]);
}

function findingWords(finding: FactOf<"rule.failed">, packet: Packet): string {
  const { sentence, note } = sentenceOf(finding, packet);
  return [stopped(sentence), note].filter(Boolean).join(" ");
}

const failedIn = (packet: Packet): FactOf<"rule.failed">[] =>
  packet.facts.flatMap((f) => (f.kind === "rule.failed" ? [f] : []));

/** What the source began or ceased to report; its use is told above. */
function sourceChanges(then: Packet, now: Packet): Change[] {
  const without = (list: readonly string[], other: readonly string[]) =>
    list.filter((what) => !other.includes(what) && what !== "last use");
  const lost = without(now.notReported, then.notReported);
  const gained = without(then.notReported, now.notReported);
  return about("source", [
    lost.length > 0 ? `${now.access.application} does not report ${listed(lost)} any more.` : null,
    gained.length > 0 ? `${now.access.application} reports ${listed(gained)} now, and did not then.` : null,
  ]);
}

/** The first fact of a kind. */
function first<K extends FactKind>(packet: Packet, kind: K): Extract<Fact, { kind: K }> | undefined {
  return packet.facts.find((f): f is Extract<Fact, { kind: K }> => f.kind === kind);
}
