import { z } from "zod";
import type { Fact, FactKind, FactOf, Packet } from "@/lib/evidence/schema";

/**
 * A predicate is a thing a draft can say of a fact: closed, checked by code, and rendered by code. Its stance is a part of
 * it, so a claim cannot turn a fact round. A claim cites one fact; where two belong in one sentence, code finds the second.
 */

/** `remove` speaks against leaving the access as it is, `keep` for it; `context` for neither. */
export const stances = ["remove", "keep", "context"] as const;
export type Stance = (typeof stances)[number];

const isoDay = z.iso.date();
const ofDay = isoDay._zod.def.pattern ?? /^\d{4}-\d{2}-\d{2}$/;
const dayText = ofDay.source.replace(/^\^|\$$/g, "");

/** The forms a value can have; a name or other text of the source is in none of them. */
export const forms = {
  yes: z.literal("yes"),
  date: isoDay,
  "date or unknown": z.union([isoDay, z.literal("unknown")]),
  count: z.string().regex(/^\d+$/),
  "count of count": z.string().regex(/^\d+ of \d+$/),
  "count in count days": z.string().regex(/^\d+ in \d+ days$/),
  "count days, since date": z.string().regex(new RegExp(`^\\d+ days, since ${dayText}$`)),
  "count after date": z.string().regex(new RegExp(`^\\d+ after ${dayText}$`)),
} as const;
export type Form = keyof typeof forms;

type Definition<K extends FactKind, W extends FactKind> = {
  id: string;
  kinds: readonly [K, ...K[]];
  stance: Stance;
  form: Form;
  /** When it holds, in the words that the prompt gives the model. */
  when: string;
  /** Where the sentence says what is not known, it stands in that paragraph, whatever the draft recommends. */
  section?: "unknown";
  /** A second fact that the sentence draws on too, found by code and cited beside the first. */
  with?: (value: FactOf<K>["value"], packet: Packet, fact: FactOf<K>) => FactOf<W> | undefined;
  /** The one right value, or null where the predicate does not hold of this fact. */
  evaluate: Read<K, W, string | null>;
  /** One sentence; only asked for where `evaluate` gave a value. */
  render: Read<K, W, string>;
};
type Read<K extends FactKind, W extends FactKind, T> = (
  value: FactOf<K>["value"],
  packet: Packet,
  fact: FactOf<K>,
  other: FactOf<W> | undefined,
) => T;

export type Predicate = {
  id: string;
  kinds: readonly FactKind[];
  stance: Stance;
  form: Form;
  when: string;
  section: "unknown" | null;
  evaluate: (fact: Fact, packet: Packet) => string | null;
  render: (fact: Fact, packet: Packet) => string;
  /** The facts beside its own that its sentence rests on. */
  also: (fact: Fact, packet: Packet) => string[];
};

/** Declares a predicate over some kinds of fact; of every other kind it does not hold. */
export function predicate<const K extends FactKind, const W extends FactKind = never>(
  definition: Definition<K, W>,
): Predicate {
  const { id, kinds, stance, form, when, section = null } = definition;
  const own = (fact: Fact) => ownFact(fact, kinds);
  const second = (mine: FactOf<K>, packet: Packet) => definition.with?.(mine.value, packet, mine);
  return {
    id,
    kinds,
    stance,
    form,
    when,
    section,
    evaluate(fact, packet) {
      const mine = own(fact);
      return mine ? definition.evaluate(mine.value, packet, mine, second(mine, packet)) : null;
    },
    render(fact, packet) {
      const mine = own(fact);
      if (!mine) throw new Error(`${id} was rendered from a fact of the kind ${fact.kind}.`);
      return definition.render(mine.value, packet, mine, second(mine, packet));
    },
    also(fact, packet) {
      const mine = own(fact);
      const other = mine && second(mine, packet);
      return other && other.id !== fact.id ? [other.id] : [];
    },
  };
}

/** The facts of a kind that are more than somebody's word (I13). */
export function known<K extends FactKind>(
  packet: Pick<Packet, "facts">,
  ...kinds: readonly K[]
): FactOf<K>[] {
  return packet.facts.flatMap((f) => (f.class === "asserted" ? [] : (ownFact(f, kinds) ?? [])));
}

/** The fact in its own type: its kind is one of `kinds`, and a fact's value always goes with its kind. */
function ownFact<K extends FactKind>(fact: Fact, kinds: readonly K[]): FactOf<K> | undefined {
  return (kinds as readonly FactKind[]).includes(fact.kind) ? (fact as unknown as FactOf<K>) : undefined;
}
