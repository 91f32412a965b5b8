/** What an entry says, in a sentence with the things it names in it, so that a screen can make them links. Pure. */

import type { z } from "zod";
import { type EventType, events } from "@/lib/audit-log/events";

/** Words, or a thing by its id: the actor, somebody else, what is decided on, a campaign. */
export type Part = string | { is: "actor" | "person" | "item" | "campaign"; id: string };

/** An entry as its leaf has it, as far as a sentence needs it. */
export type LeafView = {
  type: string;
  actor: { kind: string; id: string; authn: string };
  campaign?: string | undefined;
  item?: string | undefined;
  data: unknown;
};

type Say = {
  [T in EventType]?: (data: z.output<(typeof events)[T]>, leaf: LeafView) => (Part | undefined)[];
};

const verbs = { certify: "keep", certify_until: "keep until", revoke: "remove", modify: "change" } as const;
const missing = {
  what_it_does: "what it does is not known",
  whether_needed: "whether it is needed is not known",
  not_my_person: "it is not their person",
} as const;
const count = (n: number, one: string, many = `${one}s`) =>
  `${n.toLocaleString("en-GB")} ${n === 1 ? one : many}`;
const person = (id: string): Part => ({ is: "person", id });
const item = (leaf: LeafView): Part => (leaf.item ? { is: "item", id: leaf.item } : "an item");
const campaign = (leaf: LeafView): Part =>
  leaf.campaign ? { is: "campaign", id: leaf.campaign } : "a campaign";
const held = (d: { held?: string | undefined; person?: string | undefined }): Part[] => [
  d.held ? { is: "campaign", id: d.held } : person(d.person ?? ""),
];
const plain = (text: string) => text.replaceAll("_", " ");

const say: Say = {
  "snapshot.imported": (d) => [
    `imported snapshot ${d.snapshot} of ${d.source}: ${count(d.stored, "row")}`,
    d.rejected > 0 ? `, ${count(d.rejected, "row")} rejected` : "",
  ],
  "source.accepted": (d) => [`accepted snapshot ${d.snapshot} of ${d.source} as it is (${plain(d.check)})`],
  "person.bound": (d) => [person(d.person), ` was bound to their account at ${d.issuer}`],
  "passkey.enrolled": (d) => ["enrolled a passkey of ", person(d.person)],
  "passkey.removed": (d) => ["removed a passkey of ", person(d.person)],
  "role.granted": (d) => ["gave ", person(d.person), ` the role ${plain(d.role)}`],
  "role.revoked": (d) => ["took the role ", plain(d.role), " from ", person(d.person)],
  "settings.changed": (d) => [`set ${plain(d.setting)} to ${d.to}`],
  "weights.changed": (d) => [`put the weights ${d.name} in force`],
  "drafter.changed": (d) => [`${plain(d.step)}: version ${d.version} of the drafter (${d.model})`],
  "rule.changed": (d) => [`${plain(d.step)}: version ${d.version} of the rules`],
  "catalogue.written": (d) => [`wrote version ${d.version} of what ${d.entitlement} of ${d.source} means`],
  "catalogue.verified": (d) => [
    `verified version ${d.version} of what ${d.entitlement} of ${d.source} means`,
  ],
  "campaign.staged": (_, l) => ["staged ", campaign(l)],
  "campaign.launched": (d, l) => [
    "launched ",
    campaign(l),
    ` with ${count(d.items, "item")} for ${count(d.reviewers, "reviewer")}`,
  ],
  "arms.committed": (d, l) => [
    "committed to the lot of ",
    campaign(l),
    `: ${count(d.blind, "item is", "items are")} decided before their draft, ${count(d.undrafted, "item has", "items have")} none`,
  ],
  "arms.revealed": (_, l) => ["revealed the lot of ", campaign(l)],
  "challenge.committed": (d, l) => [`committed to ${count(d.challenges, "challenge item")} in `, campaign(l)],
  "challenge.answered": () => ["answered a challenge item"],
  "challenge.revealed": (d, l) => [
    "revealed the challenge items of ",
    campaign(l),
    `: ${d.answered.toLocaleString("en-GB")} of ${d.challenges.toLocaleString("en-GB")} answered`,
  ],
  "campaign.cancelled": (d, l) => ["cancelled ", campaign(l), ` with ${count(d.open, "item")} open`],
  "campaign.closed": (d, l) => [
    "closed ",
    campaign(l),
    `: ${count(d.decided, "item")} decided, ${d.not_certified.toLocaleString("en-GB")} not certified`,
  ],
  "campaign.sealed": (d, l) => [
    "sealed ",
    campaign(l),
    ` with ${count(d.events, "entry", "entries")}`,
    d.unanswered === undefined
      ? ""
      : d.unanswered.why === "no_control_owner"
        ? "; there was no control owner to answer its figures"
        : `; nobody answered its figures within ${count(d.unanswered.days, "day")}`,
  ],
  "oversight.responded": (d, l) => [
    "answered the oversight figures of ",
    campaign(l),
    d.sample ? ` with a re-review of ${count(d.sample.items, "item")}` : "",
  ],
  "oversight.withheld": (d, l) => [
    `withheld the section "${d.section}" of the oversight figures of `,
    campaign(l),
  ],
  "item.reassigned": (d, l) => [
    "handed ",
    item(l),
    " from ",
    person(d.from),
    " to ",
    person(d.to),
    d.why === "left" ? ", as they left" : "",
  ],
  "item.delegated": (d, l) => ["lent ", item(l), " to ", person(d.to), ` until ${d.until.slice(0, 10)}`],
  "item.returned": (d, l) => ["gave ", item(l), " back to ", person(d.to)],
  "item.abstained": (d, l) => [
    "did not know about ",
    item(l),
    ` (${missing[d.missing]}); it went to `,
    person(d.to),
  ],
  "briefing.acknowledged": (_, l) => ["read the briefing of ", campaign(l)],
  "delegation.ended": (d) => [
    "ended a delegation to ",
    person(d.to),
    `: ${count(d.returned, "item")} came back to `,
    person(d.from),
  ],
  "draft.recorded": (d, l) => [
    `recorded ${count(d.drafts, "draft")} for `,
    campaign(l),
    d.fell_back > 0 ? `, ${d.fell_back.toLocaleString("en-GB")} by rules in a model’s place` : "",
  ],
  "draft.withdrawn": (_, l) => ["withdrew a draft of ", item(l)],
  "decision.recorded": (d, l) => [
    `recorded ${verbs[d.outcome]}${d.until ? ` ${d.until.slice(0, 10)}` : ""} on `,
    item(l),
    d.supersedes ? ", in place of the decision before" : "",
    d.batch_size !== undefined && d.batch_size > 1
      ? `, together with ${count(d.batch_size - 1, "other")}`
      : "",
  ],
  "second_look.recorded": (d, l) => [
    d.answer === "agreed" ? "agreed to keep " : "would not keep ",
    item(l),
    ", as ",
    person(d.reviewer),
    " had decided",
  ],
  "second_look.moved": (d, l) => ["asked ", person(d.to), " for the second look at ", item(l)],
  "review.signed_off": (d, l) => [
    `signed off ${count(d.decided, "decision")} of their ${count(d.items, "item")} in `,
    campaign(l),
  ],
  "review.reopened": (d, l) => ["opened the review of ", person(d.reviewer), " again in ", campaign(l)],
  "reopening.asked": (d, l) => [
    "asked to open the review of ",
    person(d.reviewer),
    " again in ",
    campaign(l),
  ],
  "reopening.refused": (d, l) => [
    "refused to open the review of ",
    person(d.reviewer),
    " again in ",
    campaign(l),
  ],
  "exception.granted": (d, l) => ["granted the exception on ", item(l), ` until ${d.until.slice(0, 10)}`],
  "exception.refused": (_, l) => ["refused the exception on ", item(l)],
  "ownership.offered": (d) => ["asked ", person(d.to), ` to answer for ${d.identity}`],
  "ownership.answered": (d) => [`${d.answer} to answer for an identity`],
  "question.asked": (d, l) => ["asked about ", item(l), ...(d.to ? [": ", person(d.to)] : [])],
  "question.answered": (d, l) => [
    "answered a question about ",
    item(l),
    d.packet ? `; its evidence is version ${d.packet.version} since` : "",
  ],
  "question.ended": (d, l) => [
    d.how === "expired" ? "let a question run out about " : "took back a question about ",
    item(l),
  ],
  "remediation.requested": (d, l) => [
    `asked to ${d.kind} `,
    item(l),
    " in the target system; with ",
    person(d.owner),
  ],
  "remediation.applied": (_, l) => ["said that it is done in the target system: ", item(l)],
  "remediation.seen_gone": (d, l) => ["saw ", item(l), ` gone in snapshot ${d.snapshot} (${d.strength})`],
  "remediation.not_observed": (d, l) => ["did not see ", item(l), ` gone in snapshot ${d.snapshot}`],
  "grant.returned": (d, l) => ["saw ", item(l), ` again in snapshot ${d.snapshot}, after it was gone`],
  "workpaper.created": (d) => [
    `drew a workpaper’s sample of ${d.size.toLocaleString("en-GB")} from ${count(d.population, "item")}`,
  ],
  "workpaper.noted": (d) => [
    d.judgement
      ? `judged ${plain(d.attribute)} in a workpaper: ${plain(d.judgement)}`
      : `wrote on ${plain(d.attribute)} in a workpaper`,
  ],
  "workpaper.frozen": (d) => [
    `froze a workpaper: ${d.met.toLocaleString("en-GB")} met, ${count(d.exceptions, "exception")}, ${d.blank.toLocaleString("en-GB")} not judged`,
  ],
  "reperformance.created": (d) => [
    "gave ",
    person(d.performer),
    ` ${count(d.size, "item")} of `,
    { is: "campaign", id: d.of_campaign },
    " to decide again",
  ],
  "reperformance.answered": (d) => [
    `answered ${plain(d.answer)} on an item that is decided again, which is no decision`,
  ],
  "reperformance.frozen": (d) => [
    "counted what was decided again of ",
    { is: "campaign", id: d.of_campaign },
    `: ${d.same.toLocaleString("en-GB")} of ${d.compared.toLocaleString("en-GB")} the same`,
  ],
  "export.created": (d, l) => [
    `made an export (${plain(d.kind)})`,
    ...(l.campaign ? [" of ", campaign(l)] : []),
  ],
  "access.read": (d) => {
    const { what, of, person: whose } = d;
    if (of && whose) return ["opened what ", person(whose), " saw of ", { is: "item", id: of }];
    if (of && what === "prompt") return ["opened what was sent for the draft of ", { is: "item", id: of }];
    if (of && what === "figures") return ["opened the figures by name of ", { is: "campaign", id: of }];
    return [of ? `opened a ${plain(what)}` : `opened ${plain(what)} of others’`];
  },
  "erasure.performed": (d) => [
    `erased ${count(d.commits.length, "text")}`,
    d.why === "retention" ? " that were past their time" : " of somebody",
    "; what commits to them stays",
  ],
  "erasure.asked": (d) => ["asked that the words of ", person(d.person), " be erased"],
  "erasure.granted": (d) => ["granted that the words of ", person(d.person), " be erased"],
  "erasure.refused": (d) => ["refused to erase the words of ", person(d.person)],
  "erasure.withdrawn": (d) => ["took back the request to erase the words of ", person(d.person)],
  "hold.placed": (d) => ["put a legal hold on ", ...held(d)],
  "hold.lifted": (d) => ["lifted the legal hold on ", ...held(d)],
  "retention.purged": (d) => [
    `deleted ${count(d.rows, "row")} of ${plain(d.class)} after ${count(d.days, "day")}`,
    ...(d.of ? [" of ", { is: "campaign" as const, id: d.of }] : []),
  ],
  "key.rotated": () => ["put another key of the log in force"],
  "witness.refused": (d) => [
    `recorded that a witness refuses the log of ${count(d.size, "entry", "entries")}`,
  ],
};

/** What was recorded, the actor first. An entry of a form that this version does not know says its type in words. */
export function sentenceOf(leaf: LeafView): Part[] {
  const known = isType(leaf.type) ? told(leaf.type, leaf) : undefined;
  const said = known ?? [plain(leaf.type.replace(".", " "))];
  return [{ is: "actor" as const, id: leaf.actor.id }, " ", ...said].filter(
    (part): part is Part => part !== undefined && part !== "",
  );
}

const isType = (type: string): type is EventType => Object.hasOwn(events, type);

function told<T extends EventType>(type: T, leaf: LeafView): (Part | undefined)[] | undefined {
  const parsed = events[type].safeParse(leaf.data);
  // The schema and the sentence are of one type; the compiler cannot follow that through the index.
  return parsed.success ? say[type]?.(parsed.data as z.output<(typeof events)[T]>, leaf) : undefined;
}

/** Everybody a sentence names, by id. */
export function peopleIn(parts: readonly Part[]): string[] {
  return parts.flatMap((p) =>
    typeof p !== "string" && (p.is === "person" || p.is === "actor") ? [p.id] : [],
  );
}

const STEPS: Record<string, string> = {
  import: "The import",
  launch: "The launch",
  rules: "The dry run of rules",
  drafting: "The drafter",
  sequencer: "The log",
  exports: "The export",
  remediation: "The comparison with a later snapshot",
  close: "The closing step",
  "sign-in": "The sign-in",
  mail: "The mail",
  questions: "The end of a question’s time",
  delegations: "The end of a delegation",
  leavers: "The step for people who left",
  witnesses: "The witness check",
  demo: "The demo",
};

/** Who acted, where it was nobody with a name here: an automatic step, or whoever holds a link. */
export function stepWords({ kind, id }: { kind: string; id: string }): string {
  if (kind === "link") return "Whoever was sent the link";
  if (kind.startsWith("system:")) return STEPS[id] ?? `The step ${id}`;
  return "Somebody who is no longer here";
}
