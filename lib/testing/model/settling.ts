/** Acts of others, and ends: questions, second looks, exceptions, sign-off, reopening, close; and what the drafter does meanwhile. */

import { closeNow } from "@/lib/campaigns/close";
import { perform } from "@/lib/chore";
import { now } from "@/lib/clock";
import { execute } from "@/lib/command";
import { grant, refuse } from "@/lib/exceptions/commands";
import { answer, ask } from "@/lib/questions/commands";
import { answerLook, openLook } from "@/lib/reviews/second-look-commands";
import { signOff } from "@/lib/reviews/sign-off";
import { askReopening, settleReopening } from "@/lib/reviews/sign-off-reopen";
import { nameOf, type Who } from "./cast";
import { draftFor, takeBack } from "./drafting";
import type { Item, Model, Part, Question, Reopening } from "./reference";
import {
  answered,
  askedOf,
  close,
  mayAnswer,
  mayAsk,
  mayAskReopening,
  mayClose,
  mayLook,
  mayReopen,
  maySettle,
  maySign,
  refused,
} from "./reference-hands";
import type { Plan, Story } from "./story";

export function asks(m: Model, s: Story, i: Item, who: Who, part: Part): Plan {
  const key = s.key();
  return {
    kind: "ask",
    said: `${who} asks the ${part} about ${nameOf(i.n)}`,
    refusals: mayAsk(m, i, who, part),
    again: true,
    act: async () => {
      const input = { item: s.idOf(i.n), key, part, question: "Is it still needed, and for what?" };
      const result = await execute(s.who(who).ctx, ask, input);
      return {
        result,
        becomes: () => {
          m.questions.push({
            id: result.question,
            item: i,
            part,
            to: askedOf(i, part) ?? "nobody",
            state: "open",
          });
        },
      };
    },
  };
}

export function answers(m: Model, s: Story, q: Question, who: Who): Plan {
  const key = s.key();
  return {
    kind: "answer",
    said: `${who} answers what the ${q.part} was asked about ${nameOf(q.item.n)}`,
    refusals: mayAnswer(m, q, who),
    again: true,
    act: async () => ({
      result: await execute(s.who(who).ctx, answer, {
        question: q.id,
        key,
        answer: "For the month-end report.",
      }),
      becomes: () => answered(q),
    }),
  };
}

/** The drafter drafts what has no draft, or a check takes one back. */
export function drafts(m: Model, s: Story, i: Item): Plan | undefined {
  const held = i.draft;
  if (m.closed || i.arm === "undrafted" || i.state !== "open") return undefined;
  const back = held !== null && !held.withdrawn;
  return {
    kind: back ? "draft taken back" : "draft",
    said: back ? `the draft of ${nameOf(i.n)} is taken back` : `${nameOf(i.n)} is drafted anew`,
    refusals: [],
    act: async () => {
      if (back) await takeBack(held.id, now());
      const made = back ? null : await draftFor(s.idOf(i.n), i.n % 2 === 0 ? "certify" : "revoke", now());
      return {
        result: null,
        becomes: () => {
          if (back) held.withdrawn = true;
          else i.draft = made;
        },
      };
    },
  };
}

export function opensLook(s: Story, i: Item, who: Who): Plan | undefined {
  const { look } = i;
  if (!look) return undefined;
  return {
    kind: "open second look",
    said: `${who} opens the second look at ${nameOf(i.n)}`,
    refusals: look.second === who ? [] : ["not_found"],
    act: async () => ({
      result: await perform(s.who(who).ctx, openLook, { look: look.id }),
      becomes: () => i.served.set(who, { packet: i.packet, draft: null }),
    }),
  };
}

export function looks(m: Model, s: Story, i: Item, who: Who, says: "agreed" | "refused"): Plan | undefined {
  const { look } = i;
  if (!look) return undefined;
  const key = s.key();
  return {
    kind: `second look ${says}`,
    said: `${who} as the second on ${nameOf(i.n)}: ${says}`,
    refusals: mayLook(m, i, who),
    again: true,
    act: async () => ({
      result: await execute(s.who(who).ctx, answerLook, {
        look: look.id,
        key,
        answer: says,
        words: "Looked at it.",
      }),
      becomes: () => {
        look.state = says;
        if (says === "agreed") i.waiting = null;
      },
    }),
  };
}

export function settles(
  m: Model,
  s: Story,
  i: Item,
  who: Who,
  says: "granted" | "refused",
): Plan | undefined {
  const { exception } = i;
  if (!exception) return undefined;
  const key = s.key();
  return {
    kind: `exception ${says}`,
    said: `${who} on the exception of ${nameOf(i.n)}: ${says}`,
    refusals: maySettle(m, i, who),
    again: true,
    act: async () => {
      const input = { exception: exception.id, key, words: "As discussed." };
      const { ctx } = s.who(who);
      const result: unknown =
        says === "granted" ? await execute(ctx, grant, input) : await execute(ctx, refuse, input);
      return {
        result,
        becomes: () => {
          if (says === "refused") refused(m, i);
          exception.state = says;
          i.waiting = null;
        },
      };
    },
  };
}

export function signs(m: Model, s: Story, of: Who, who: Who): Plan | undefined {
  const review = s.reviews.get(of);
  if (!review) return undefined;
  const key = s.key();
  return {
    kind: "sign off",
    said: `${who} signs off the review of ${of}`,
    refusals: of === who ? maySign(m, of) : ["not_found"],
    again: true,
    act: async () => ({
      result: await execute(s.who(who).ctx, signOff, { review, key }),
      becomes: () => m.signed.add(of),
    }),
  };
}

export function asksReopening(m: Model, s: Story, of: Who, who: Who): Plan | undefined {
  const review = s.reviews.get(of);
  if (!review) return undefined;
  const key = s.key();
  return {
    kind: "ask to reopen",
    said: `${who} asks to open the review of ${of} again`,
    refusals: mayAskReopening(m, of, who),
    again: true,
    act: async () => {
      const result = await execute(s.who(who).ctx, askReopening, {
        review,
        reason: "A mistake was found.",
        key,
      });
      return {
        result,
        becomes: () => m.reopenings.push({ id: result.reopening, of, by: who, state: "asked" }),
      };
    },
  };
}

export function reopens(m: Model, s: Story, r: Reopening, who: Who, says: "granted" | "refused"): Plan {
  const key = s.key();
  return {
    kind: `reopening ${says}`,
    said: `${who} on opening the review of ${r.of} again: ${says}`,
    refusals: mayReopen(m, r, who),
    again: true,
    act: async () => ({
      result: await execute(s.who(who).ctx, settleReopening, { reopening: r.id, answer: says, key }),
      becomes: () => {
        r.state = says;
        if (says === "granted") m.signed.delete(r.of);
      },
    }),
  };
}

export function closes(m: Model, s: Story, who: Who): Plan {
  const key = s.key();
  return {
    kind: "close",
    said: `${who} closes the campaign`,
    refusals: mayClose(m, who),
    again: true,
    act: async () => ({
      result: await closeNow(s.who(who).ctx, { id: s.campaign, key }),
      becomes: () => close(m),
    }),
  };
}
