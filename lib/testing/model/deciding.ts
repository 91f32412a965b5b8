/** Acts on one's own items: open, reveal, decide, together. */
import { eq } from "drizzle-orm";
import { database } from "@/db/client";
import { exception } from "@/db/schema/exceptions";
import { secondLook } from "@/db/schema/second-looks";
import { perform } from "@/lib/chore";
import { execute } from "@/lib/command";
import { decide } from "@/lib/reviews/commands";
import { openItem, reveal } from "@/lib/reviews/observe";
import { together } from "@/lib/reviews/together";
import { openTogether } from "@/lib/reviews/together-open";
import { controlOwner, nameOf, type Who } from "./cast";
import { TELLTALE } from "./drafting";
import {
  type Act,
  alike,
  decided,
  type Item,
  keepingTakes,
  type Model,
  mayDecide,
  mayTogether,
  type Outcome,
  type Refusal,
  servable,
  withheld,
} from "./reference";
import { type Plan, type Screen, type Story, until } from "./story";

const verbs: Record<Outcome, string> = {
  certify: "keeps",
  certify_until: "keeps until",
  revoke: "removes",
  modify: "changes",
};

export function open(m: Model, s: Story, i: Item, who: Who, tab: number): Plan {
  return {
    kind: "open",
    said: `${who} opens ${nameOf(i.n)} in tab ${tab}`,
    refusals: i.holder === who ? [] : ["not_found"],
    act: async () => {
      const result = await perform(s.who(who).ctx, openItem, { item: s.idOf(i.n) });
      const draft = servable(m, i, who);
      const text = JSON.stringify(result);
      if (withheld(m, i, who) && text.includes(TELLTALE))
        throw new Error("I12: it was served with its draft.");
      if ((result.draft?.id ?? null) !== (draft?.id ?? null))
        throw new Error(`It was served with draft ${result.draft?.id}, the model has ${draft?.id}.`);
      const { evidence, supersedes } = result;
      const inView = [...result.view.facts.map((f) => f.id), ...result.view.findings.map((f) => f.fact)];
      return {
        result,
        becomes: () => {
          i.served.set(who, { packet: i.packet, draft });
          s.screens.set(`${who} ${tab} ${i.n}`, {
            packet: i.packet,
            draft,
            supersedes: i.current,
            real: { evidence, draft: result.draft, supersedes, inView: [...new Set(inView)] },
          });
        },
      };
    },
  };
}

export function revealed(m: Model, s: Story, i: Item, who: Who, choice: Outcome | null): Plan | undefined {
  const draft = i.served.get(who)?.draft ?? i.draft;
  if (!draft) return undefined;
  const no: Refusal[] = i.holder !== who ? ["not_found"] : [];
  if (no.length === 0 && withheld(m, i, who)) no.push("rule");
  if (no.length === 0 && (i.served.get(who)?.draft !== draft || draft.withdrawn)) no.push("conflict");
  return {
    kind: "reveal",
    said: `${who} opens the recommendation of ${nameOf(i.n)}${choice ? `, having chosen: ${choice}` : ""}`,
    refusals: no,
    act: async () => ({
      result: await perform(s.who(who).ctx, reveal, {
        item: s.idOf(i.n),
        draft: draft.id,
        ...(choice ? { choice } : {}),
      }),
      becomes: () => undefined,
    }),
  };
}

const inputOf = (s: Story, act: Act) => ({
  outcome: act.outcome,
  reasonCode: "other",
  acknowledged: true,
  ...(act.words ? { words: "As agreed in the team's meeting." } : {}),
  ...(act.outcome === "certify_until" ? { until } : {}),
  ...(act.outcome === "modify" ? { target: "reduce" as const } : {}),
  ...(act.exception
    ? {
        exception: {
          reason: "Month end needs both until January.",
          control: "Every payment run is read by its owner.",
          controlOwner: s.who(controlOwner).id,
          until,
        },
      }
    : {}),
});

/** Decides what a tab shows, which may be old by now. `excepted`: with an exception where one is asked for, or the other way. */
export function decides(
  m: Model,
  s: Story,
  i: Item,
  who: Who,
  tab: number,
  how: { outcome: Outcome; words: boolean; excepted: boolean; looked: boolean },
): Plan | undefined {
  const shown = s.screens.get(`${who} ${tab} ${i.n}`);
  if (!shown) return undefined;
  const asks = how.outcome.startsWith("certify") && keepingTakes(m, i) === "exception";
  const act = {
    outcome: how.outcome,
    words: how.words,
    exception: asks === how.excepted,
    looked: how.looked,
  };
  const { real } = shown;
  const key = s.key();
  return {
    kind: "decide",
    said: `${who} ${verbs[act.outcome]} ${nameOf(i.n)} from tab ${tab}${act.words ? "" : " without words"}${act.looked ? "" : " without a look"}${act.exception ? " with an exception" : ""}`,
    refusals: mayDecide(m, i, who, shown, act),
    again: true,
    act: async () => {
      const input = {
        item: s.idOf(i.n),
        key,
        ...inputOf(s, act),
        ...real,
        ...(act.looked ? {} : { inView: [] }),
      };
      const result = await execute(s.who(who).ctx, decide, input);
      const along = await takenAlong(result.decision);
      return {
        result,
        becomes: () => {
          decided(m, i, who, shown, act, result.decision);
          s.same(`disposition of ${nameOf(i.n)}`, result.disposition, i.disposition);
          settleWith(s, i, along);
        },
      };
    },
  };
}

async function takenAlong(decision: string) {
  const { db } = await database();
  const [asked] = await db.select().from(exception).where(eq(exception.decisionId, decision));
  const [look] = await db.select().from(secondLook).where(eq(secondLook.decisionId, decision));
  return { asked, look };
}

/** Whom the product asks to grant or to look is whom the model says. */
function settleWith(s: Story, i: Item, { asked, look }: Awaited<ReturnType<typeof takenAlong>>): void {
  if (asked && i.exception) {
    i.exception.id = asked.id;
    s.same(
      "who grants",
      asked.secondId,
      i.exception.state === "pending" ? s.who(i.exception.second).id : null,
    );
  }
  s.same("whether an exception is asked for", asked !== undefined, i.current?.excepted === true);
  s.same(
    "whether somebody looks again",
    look !== undefined,
    i.look?.state === "pending" && i.waiting === "second_look",
  );
  if (look && i.look) {
    i.look.id = look.id;
    s.same("who looks again", look.secondId, i.look.second ? s.who(i.look.second).id : null);
  }
}

export function opensTogether(
  m: Model,
  s: Story,
  list: readonly Item[],
  who: Who,
  tab: number,
): Plan | undefined {
  const review = s.reviews.get(who);
  if (!review || list.length === 0 || list.length > 100) return undefined;
  return {
    kind: "open together",
    said: `${who} opens together in tab ${tab}: ${list.map((i) => nameOf(i.n)).join(", ")}`,
    // One is no list: the request is not even read.
    refusals: list.length < 2 ? ["invalid"] : mayTogether(who, list),
    act: async () => {
      const result = await perform(s.who(who).ctx, openTogether, {
        review,
        items: list.map((i) => s.idOf(i.n)),
      });
      return {
        result,
        becomes: () => {
          for (const i of list) {
            const member = result.members.find((x) => x.item === s.idOf(i.n));
            const draft = servable(m, i, who);
            if (!member) throw new Error(`${nameOf(i.n)} was not served.`);
            i.served.set(who, { packet: i.packet, draft });
            const { evidence, supersedes } = member;
            const real: Screen["real"] = { evidence, draft: member.draft, supersedes };
            s.screens.set(`${who} ${tab} ${i.n}`, { packet: i.packet, draft, supersedes: i.current, real });
          }
        },
      };
    },
  };
}

export function decidesTogether(
  m: Model,
  s: Story,
  list: readonly Item[],
  who: Who,
  tab: number,
  outcome: "certify" | "revoke",
): Plan | undefined {
  const review = s.reviews.get(who);
  const named = list.flatMap((i) => {
    const shown = s.screens.get(`${who} ${tab} ${i.n}`);
    return shown ? [{ i, shown }] : [];
  });
  if (!review || named.length === 0) return undefined;
  const act: Act = { outcome, words: true, exception: false, looked: true };
  const no = mayTogether(
    who,
    named.map((n) => n.i),
  );
  const one = alike(
    named.map((n) => n.i),
    (i) => i.served.get(who)?.draft ?? null,
  );
  if (!one) no.push("rule");
  if (!no.includes("not_found"))
    for (const { i, shown } of named) no.push(...mayDecide(m, i, who, shown, act));
  const key = s.key();
  return {
    kind: "together",
    said: `${who} ${verbs[outcome]} together from tab ${tab}: ${named.map(({ i }) => nameOf(i.n)).join(", ")}`,
    // Several refusals in one are a conflict or a rule.
    refusals: no.includes("invalid") ? [...no, "rule"] : no,
    again: true,
    act: async () => {
      const { outcome: _, ...rest } = inputOf(s, act);
      const result = await execute(s.who(who).ctx, together, {
        review,
        key,
        ...rest,
        outcome,
        items: named.map(({ i, shown: { real } }) => ({
          item: s.idOf(i.n),
          evidence: real.evidence,
          draft: real.draft,
          supersedes: real.supersedes,
        })),
        taken: "all_at_once",
        seconds: 9,
      });
      return {
        result,
        becomes: () => {
          for (const { i, shown } of named) {
            const made = result.decisions.find((d) => d.item === s.idOf(i.n));
            decided(m, i, who, shown, act, made?.decision ?? "");
          }
        },
      };
    },
  };
}
