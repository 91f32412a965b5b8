/** The reference model's other half: who has an item, and how a campaign ends. */
import { applicationOwner, builder, fallback, parts, type Who } from "./cast";
import {
  actsFor,
  blocked,
  compatible,
  type Delegation,
  type Item,
  type Model,
  never,
  type Part,
  type Question,
  type Refusal,
  type Reopening,
} from "./reference";

const admin = (who: Who) => who !== "nobody" && parts[who].roles.includes("admin");
const controlOwner = (who: Who) => who !== "nobody" && parts[who].roles.includes("control_owner");

/** No ping-pong: whoever handed it on does not get it again. */
export function mayReassign(m: Model, list: readonly Item[], who: Who, to: Who): Refusal[] {
  const holders = new Set(list.map((i) => i.holder));
  if (!admin(who) && (holders.size > 1 || !holders.has(who))) return ["not_found"];
  const no: Refusal[] = m.closed || !compatible(m, to) || m.signed.has(to) || holders.has(to) ? ["rule"] : [];
  for (const i of list)
    if (m.signed.has(i.holder) || i.state !== "open" || i.had.has(to) || blocked(m, i, to)) no.push("rule");
  return no;
}

export function handed(i: Item, to: Who, lent: Delegation | null = null): void {
  i.had.add(i.holder);
  i.holder = to;
  i.lent = lent;
}

const free = (m: Model, who: Who) => compatible(m, who) && !m.signed.has(who);

/** "Don't know": to the owner or the fallback, and back at most once. */
export function whoKnows(m: Model, i: Item, mine: boolean): { to: Who; back: boolean } | null {
  const chain: Who[] = mine ? [applicationOwner, fallback] : [fallback];
  const to = chain.find((w) => free(m, w) && w !== i.holder && !i.had.has(w) && !blocked(m, i, w));
  if (to) return { to, back: false };
  const { asker } = i;
  if (!asker || asker === i.holder || i.cameBack || !free(m, asker) || blocked(m, i, asker)) return null;
  return { to: asker, back: true };
}

export function mayAbstain(m: Model, i: Item, who: Who, mine: boolean): Refusal[] {
  if (i.holder !== who) return ["not_found"];
  return m.closed || m.signed.has(who) || i.state !== "open" || !whoKnows(m, i, mine) ? ["rule"] : [];
}

/** What of a person's open items somebody else may be lent. */
export function lendable(m: Model, list: readonly Item[], to: Who): Item[] {
  return list.filter((i) => free(m, to) && !never(i, to) && !actsFor(m, to, i.about) && !i.had.has(to));
}
export function mayDelegate(m: Model, list: readonly Item[], named: boolean, who: Who, to: Who): Refusal[] {
  const no: Refusal[] = to === who || m.gone.has(to) ? ["invalid"] : [];
  const mine = list.filter((i) => i.holder === who && i.state === "open" && !m.closed && !m.signed.has(who));
  if (mine.length === 0 || (named && mine.length < list.length)) no.push("not_found");
  else if (lendable(m, mine, to).length === 0) no.push("rule");
  return no;
}
/** At its end what was not decided goes back, unless somebody handed it on or either has signed. */
export function mayEnd(d: Delegation, who: Who): Refusal[] {
  if (who !== d.from && !admin(who)) return ["not_found"];
  return d.ended ? ["conflict"] : [];
}
export function ended(m: Model, d: Delegation): void {
  d.ended = true;
  if (m.closed || m.signed.has(d.from) || m.signed.has(d.to)) return;
  for (const i of m.items) if (i.lent === d && i.holder === d.to && i.state === "open") handed(i, d.from, d);
}

/** Section 6: manager, owner, fallback, and where none may, nobody: no item is without an owner. */
export function leave(m: Model, who: Who): void {
  const manager = who === "nobody" ? null : parts[who].manager;
  for (const i of m.items)
    if (i.holder === who && i.state === "open") {
      const chain = [...(manager ? [manager] : []), applicationOwner, fallback];
      handed(i, chain.find((w) => free(m, w) && w !== who && !i.had.has(w) && !blocked(m, i, w)) ?? "nobody");
    }
}

export function askedOf(i: Item, part: Part): Who | null {
  return part === "holder"
    ? i.about
    : part === "application"
      ? applicationOwner
      : part === "admin"
        ? builder
        : fallback;
}
export function mayAsk(m: Model, i: Item, who: Who, part: Part): Refusal[] {
  if (i.holder !== who) return ["not_found"];
  const to = askedOf(i, part);
  const open = m.questions.filter((q) => q.item === i && q.state === "open");
  const no =
    m.closed || m.signed.has(who) || i.state !== "open" || to === null || to === who || m.gone.has(to);
  return no || open.length >= 2 || open.some((q) => q.part === part) ? ["rule"] : [];
}
export function mayAnswer(m: Model, q: Question, who: Who): Refusal[] {
  if (q.to !== who) return ["not_found"];
  return m.closed || q.state !== "open" ? ["conflict"] : [];
}
/** What somebody says is a fact of the next packet while the item is open. */
export function answered(q: Question): void {
  q.state = "answered";
  if (q.item.state !== "open") return;
  q.item.packet += 1;
  q.item.draft = null;
  q.item.kind = `${q.item.kind} ${q.id}`;
}

export function mayLook(m: Model, i: Item, who: Who): Refusal[] {
  const { look } = i;
  if (!look || look.second !== who) return ["not_found"];
  const served = i.served.get(who);
  const no: Refusal[] = m.closed || !served || blocked(m, i, who) ? ["rule"] : [];
  if (look.state !== "pending" || (served && served.packet !== i.packet)) no.push("conflict");
  return no;
}
export function maySettle(m: Model, i: Item, who: Who): Refusal[] {
  if (i.exception?.second !== who) return ["not_found"];
  return [
    ...(m.closed || blocked(m, i, who) ? ["rule" as const] : []),
    ...(i.exception.state === "pending" ? [] : ["conflict" as const]),
  ];
}
export function refused(m: Model, i: Item): void {
  if (i.exception) i.exception.state = "refused";
  i.state = "open";
  i.current = null;
  i.disposition = null;
  i.waiting = null;
  if (!m.signed.delete(i.holder)) return;
  for (const r of m.reopenings) if (r.of === i.holder && r.state === "asked") r.state = "overtaken";
}

const listOf = (m: Model, who: Who) => m.items.filter((i) => i.holder === who);
export function maySign(m: Model, who: Who): Refusal[] {
  const list = listOf(m, who);
  return m.closed || m.signed.has(who) || list.length === 0 || list.some((i) => i.state === "open")
    ? ["rule"]
    : [];
}
export function mayAskReopening(m: Model, of: Who, who: Who): Refusal[] {
  if (!admin(who) && !controlOwner(who)) return ["forbidden"];
  const no: Refusal[] = m.closed || !m.signed.has(of) || of === who ? ["rule"] : [];
  return m.reopenings.some((r) => r.of === of && r.state === "asked") ? [...no, "conflict"] : no;
}
export function mayReopen(m: Model, r: Reopening, who: Who): Refusal[] {
  if (!controlOwner(who)) return ["forbidden"];
  const no: Refusal[] = m.closed || !m.signed.has(r.of) || r.of === who || r.by === who ? ["rule"] : [];
  return r.state === "asked" ? no : [...no, "conflict"];
}

export function mayClose(m: Model, who: Who): Refusal[] {
  if (!admin(who) && !controlOwner(who)) return ["forbidden"];
  return m.closed ? ["rule"] : [];
}
/** I2: what is not decided, or decided and not yet good, is not certified. */
export function close(m: Model): void {
  m.closed = true;
  for (const i of m.items)
    if (i.state === "open" || i.waiting) {
      i.state = "not_certified";
      i.current = null;
      i.disposition = null;
      i.waiting = null;
    }
}
