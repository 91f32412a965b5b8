/** Acts on whose an item is: reassign, delegate, don't know, somebody who leaves. */
import { eq } from "drizzle-orm";
import { database } from "@/db/client";
import { person } from "@/db/schema/people";
import { execute } from "@/lib/command";
import { delegate, endDelegation } from "@/lib/reviews/delegate";
import { abstain, reassign } from "@/lib/reviews/hand-on";
import { replaceLeaver } from "@/lib/reviews/leavers";
import { nameOf, type Who } from "./cast";
import type { Delegation, Item, Model } from "./reference";
import {
  ended,
  handed,
  leave,
  lendable,
  mayAbstain,
  mayDelegate,
  mayEnd,
  mayReassign,
  whoKnows,
} from "./reference-hands";
import { type Plan, type Story, until } from "./story";

const names = (list: readonly Item[]) => list.map((i) => nameOf(i.n)).join(", ");

export function reassigns(m: Model, s: Story, list: readonly Item[], who: Who, to: Who): Plan {
  const key = s.key();
  const items = list.map((i) => s.idOf(i.n));
  return {
    kind: "reassign",
    said: `${who} hands ${names(list)} to ${to}`,
    refusals: mayReassign(m, list, who, to),
    again: true,
    act: async () => ({
      result: await execute(s.who(who).ctx, reassign, { items, to: s.who(to).id, reason: "On leave.", key }),
      becomes: () => {
        for (const i of list) handed(i, to);
      },
    }),
  };
}

export function abstains(m: Model, s: Story, i: Item, who: Who, mine: boolean): Plan {
  const key = s.key();
  return {
    kind: "don't know",
    said: `${who} does not know about ${nameOf(i.n)}${mine ? "" : ", whose holder is not theirs"}`,
    refusals: mayAbstain(m, i, who, mine),
    again: true,
    act: async () => {
      const missing = mine ? ("whether_needed" as const) : ("not_my_person" as const);
      const result = await execute(s.who(who).ctx, abstain, { item: s.idOf(i.n), key, missing });
      return {
        result,
        becomes: () => {
          const next = whoKnows(m, i, mine);
          if (!next) throw new Error("The model knows nobody.");
          handed(i, next.to);
          if (next.back) i.cameBack = true;
          else i.asker ??= who;
        },
      };
    },
  };
}

/** These items, or the whole list. */
export function lends(
  m: Model,
  s: Story,
  which: readonly Item[] | null,
  who: Who,
  to: Who,
): Plan | undefined {
  const review = s.reviews.get(who);
  if (!which && !review) return undefined;
  const key = s.key();
  const list = which ?? m.items.filter((i) => i.holder === who);
  const lent = lendable(
    m,
    list.filter((i) => i.state === "open"),
    to,
  );
  return {
    kind: "delegate",
    said: `${who} lends ${which ? names(which) : "their list"} to ${to}`,
    refusals: mayDelegate(m, list, which !== null, who, to),
    again: true,
    act: async () => {
      const what = which ? { items: which.map((i) => s.idOf(i.n)) } : { review };
      const input = { ...what, to: s.who(to).id, until, reason: "Two weeks away.", key };
      const result = await execute(s.who(who).ctx, delegate, input);
      return {
        result,
        becomes: () => {
          const made = { id: result.delegation, from: who, to, ended: false };
          m.delegations.push(made);
          s.same("what was lent", result.items, lent.length);
          for (const i of lent) handed(i, to, made);
        },
      };
    },
  };
}

export function endsLending(m: Model, s: Story, d: Delegation, who: Who): Plan {
  const key = s.key();
  return {
    kind: "end of delegation",
    said: `${who} ends what ${d.from} lent to ${d.to}`,
    refusals: mayEnd(d, who),
    again: true,
    act: async () => ({
      result: await execute(s.who(who).ctx, endDelegation, { delegation: d.id, key }),
      becomes: () => ended(m, d),
    }),
  };
}

/** Their access ends, and the automatic step hands on what they had open. It comes again for what came back to them. */
export function leaves(m: Model, s: Story, who: Who): Plan | undefined {
  const open = !m.closed && m.items.some((i) => i.holder === who && i.state === "open");
  if (m.gone.has(who) && !open) return undefined;
  return {
    kind: "leave",
    said: m.gone.has(who) ? `what came back to ${who} is handed on` : `${who} leaves`,
    refusals: [],
    act: async () => {
      const { db } = await database();
      await db
        .update(person)
        .set({ status: "disabled" })
        .where(eq(person.id, s.who(who).id));
      const ctx = { actor: { kind: "system" as const, name: "leavers" as const }, requestId: "test" };
      const input = { campaign: s.campaign, reviewer: s.who(who).id };
      return {
        result: open ? await execute(ctx, replaceLeaver, input) : null,
        becomes: () => {
          m.gone.add(who);
          if (open) leave(m, who);
        },
      };
    },
  };
}
