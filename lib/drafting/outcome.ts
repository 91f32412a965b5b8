import type { Round } from "./answers";
import type { Posed } from "./asked";
import { turns } from "./masked";
import type { Request } from "./prompt";
import type { Answered, Replies } from "./replies";
import type { DraftResult, Dropped, Masked } from "./schema";
import { verify } from "./verify";

/** What a model made of an item, checked; with what it said without anybody's text, where text was sent. */
export type Outcome = {
  answered: Answered;
  result: DraftResult;
  dropped: Dropped[];
  masked: Masked | null;
  /** All that was asked for it. */
  all: Answered[];
};

/** An answer that holds a token of its call is refused whole. */
export class Leaked extends Error {
  readonly all: Answered[];
  constructor(all: Answered[]) {
    super("The model's answer held a token that was set to catch obedience to somebody's text.");
    this.all = all;
  }
}

type Judged = { answered: Answered; result: DraftResult; dropped: Dropped[] };

/**
 * Asks about an item and, where somebody's text was sent, once more without it. Where the text turns what comes out both are asked
 * again; where it does so again, the text has turned the draft, and both are kept.
 * @throws NoAnswer, Leaked
 */
export async function outcomeOf(one: Posed, replies: Replies): Promise<Outcome> {
  const { request, masked: without } = one.by;
  const all: Answered[] = [];
  const judge = async (asked: Request, round: Round): Promise<Judged> => {
    const answered = await replies.get(one, asked, round);
    all.push(answered);
    if (answered.leaked) throw new Leaked(all);
    return { answered, ...verify(answered.answer, one.packet, asked.sent) };
  };
  if (!without) return { ...(await judge(request, 1)), masked: null, all };

  const pair = async (round: Round) => {
    const text = await judge(request, round);
    return { text, bare: await judge(without, round) };
  };
  const once = await pair(1);
  if (same(once)) return { ...once.text, masked: maskedOf(without, [once]), all };
  const twice = await pair(2);
  const masked = maskedOf(without, [once, twice]);
  if (same(twice)) return { ...twice.text, masked, all };
  return turnedBy(once, { masked, all });
}

type Pair = { text: Judged; bare: Judged };

const same = ({ text, bare }: Pair) => !turns(text.result, bare.result);

function maskedOf(without: Request, pairs: readonly Pair[]): Masked {
  return {
    inputHash: without.inputHash,
    asked: pairs.map(({ text, bare }) => ({
      text: text.answered.raw,
      masked: bare.answered.raw,
      recommendation: text.result.recommendation,
      maskedRecommendation: bare.result.recommendation,
    })),
    turned: pairs.every((p) => !same(p)),
  };
}

function turnedBy({ text, bare }: Pair, more: { masked: Masked; all: Answered[] }): Outcome {
  const { recommendation, rule, from, target, claims } = bare.result;
  return {
    ...text,
    ...more,
    result: { ...text.result, turned: { recommendation, rule, from, target, claims } },
  };
}
