import { z } from "zod";
import type { Fact, FactKind, FactOf, Packet } from "@/lib/evidence/schema";

/**
 * A predicate is a thing a draft can say of a fact: closed, checked by code, and rendered by code. Its stance is a part of
 * it, so a claim cannot turn a fact round.
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

type Definition<K extends FactKind> = {
  id: string;
  kinds: readonly [K, ...K[]];
  stance: Stance;
  form: Form;
  /** When it holds, in the words that the prompt gives the model. */
  when: string;
  /** The one right value, or null where the predicate does not hold of this fact. */
  evaluate: (value: FactOf<K>["value"], packet: Packet, fact: FactOf<K>) => string | null;
  /** One sentence; only asked for where `evaluate` gave a value. */
  render: (value: FactOf<K>["value"], packet: Packet, fact: FactOf<K>) => string;
};

export type Predicate = {
  id: string;
  kinds: readonly FactKind[];
  stance: Stance;
  form: Form;
  when: string;
  evaluate: (fact: Fact, packet: Packet) => string | null;
  render: (fact: Fact, packet: Packet) => string;
};

/** Declares a predicate over some kinds of fact; of every other kind it does not hold. */
export function predicate<const K extends FactKind>(definition: Definition<K>): Predicate {
  const { id, kinds, stance, form, when } = definition;
  const own = (fact: Fact) => ownFact(fact, kinds);
  return {
    id,
    kinds,
    stance,
    form,
    when,
    evaluate(fact, packet) {
      const mine = own(fact);
      return mine ? definition.evaluate(mine.value, packet, mine) : null;
    },
    render(fact, packet) {
      const mine = own(fact);
      if (!mine) throw new Error(`${id} was rendered from a fact of the kind ${fact.kind}.`);
      return definition.render(mine.value, packet, mine);
    },
  };
}

/** The fact in its own type: its kind is one of `kinds`, and a fact's value always goes with its kind. */
function ownFact<K extends FactKind>(fact: Fact, kinds: readonly K[]): FactOf<K> | undefined {
  return (kinds as readonly FactKind[]).includes(fact.kind) ? (fact as unknown as FactOf<K>) : undefined;
}
