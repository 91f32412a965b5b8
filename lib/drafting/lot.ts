import { perform } from "@/lib/chore";
import { execute } from "@/lib/command";
import { AppError } from "@/lib/errors";
import { read } from "@/lib/query";
import { telemetry } from "@/lib/telemetry";
import { record } from "./commands";
import { packets } from "./in-hand";
import { NoAnswer } from "./model";
import { openPacket } from "./packet";
import { requestFor } from "./prompt";
import { type Asked, knownAnswers, Replies } from "./replies";
import { breathe, drafting, type Run } from "./run";
import { type Drafted, type DraftResult, MOST_AT_ONCE } from "./schema";
import { claim, release, skip } from "./tasks";
import { verify } from "./verify";

/** Paid answers go on record in smaller lots, so that drafts appear as they come. */
const PAID_LOT = 20;
/** Items after which the rule-based drafter lets others have the process. */
const YIELD_AFTER = 10;

/** One lot: take in hand, ask outside any transaction, verify, record. */
export async function draftLot(job: Run): Promise<number | "none left" | "campaign over"> {
  const size = job.drafter.paid ? PAID_LOT : MOST_AT_ONCE;
  const taken = await perform(drafting, claim, { campaign: job.campaign, run: job.id, size });
  if (taken.length === 0) return "none left";
  const asked = await prepare(job, taken);
  if (asked.length === 0) return taken.length;
  const drafts = await draftThese(job, asked);
  try {
    await execute(drafting, record, {
      campaign: job.campaign,
      run: job.id,
      provider: job.drafter.model.provider,
      model: job.drafter.model.modelId,
      promptVersion: job.prompt.version,
      promptHash: job.prompt.hash,
      drafts,
    });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.slug === "campaign-ended") return "campaign over";
    if (error.slug !== "draft-taken") throw error;
    await perform(drafting, release, { campaign: job.campaign, runs: [job.id] });
  }
  return taken.length;
}

type Taken = { item: string; answer: string | null; answerTo: string | null };

/** What a model is asked of each item in hand; the tasks of items that need no draft any more, or whose packet cannot be read, end. */
async function prepare(job: Run, taken: readonly Taken[]): Promise<Asked[]> {
  const open = new Map(
    (await read(drafting, packets, { items: taken.map((t) => t.item) })).map((o) => [o.item, o]),
  );
  const asked: Asked[] = [];
  const unreadable: string[] = [];
  for (const [at, { item, answer, answerTo }] of taken.entries()) {
    if (at % YIELD_AFTER === 0) await breathe();
    const found = open.get(item);
    if (!found) continue;
    try {
      const packet = openPacket(found.body, found.evidenceHash);
      asked.push({
        item,
        evidenceHash: found.evidenceHash,
        packet,
        request: requestFor(packet, job.prompt),
        kept: answer !== null && answerTo !== null ? { raw: answer, to: answerTo } : undefined,
      });
    } catch (err) {
      telemetry().error({ what: "draft", item, campaign: job.campaign, err });
      unreadable.push(item);
    }
  }
  const settled = taken.map((t) => t.item).filter((id) => !open.has(id));
  const end = (items: string[], why: string) => perform(drafting, skip, { run: job.id, items, why });
  if (settled.length > 0) await end(settled, "The item was settled before its draft.");
  if (unreadable.length > 0) await end(unreadable, "The item's evidence could not be read.");
  return asked;
}

/** The drafts of the items in hand, several at once where the model is somebody else's machine. */
async function draftThese(job: Run, asked: readonly Asked[]): Promise<Drafted[]> {
  const replies = new Replies(job, await knownAnswers(job, asked));
  const drafts: Drafted[] = [];
  const queue = asked.values();
  const lane = async () => {
    for (const one of queue) {
      drafts.push(await draftOne(job, one, replies));
      if (!job.drafter.paid && drafts.length % YIELD_AFTER === 0) await breathe();
    }
  };
  await Promise.all(Array.from({ length: job.drafter.atOnce }, lane));
  return drafts;
}

async function draftOne(job: Run, one: Asked, replies: Replies): Promise<Drafted> {
  const started = performance.now();
  const base = { item: one.item, evidenceHash: one.evidenceHash, inputHash: one.request.inputHash };
  const latency = () => Math.round(performance.now() - started);
  try {
    const reply = await replies.get(one);
    const { result, dropped } = verify(reply.answer, one.packet, one.request.sent);
    return {
      ...base,
      state: result.recommendation === "insufficient_evidence" ? "insufficient" : "ready",
      raw: reply.raw,
      result,
      dropped,
      inputTokens: reply.inputTokens,
      outputTokens: reply.outputTokens,
      latencyMs: latency(),
      problem: null,
    };
  } catch (error) {
    const expected = error instanceof NoAnswer;
    if (!expected) telemetry().error({ what: "draft", item: one.item, campaign: job.campaign, err: error });
    return {
      ...base,
      state: "failed",
      raw: null,
      result: noResult,
      dropped: [],
      inputTokens: null,
      outputTokens: null,
      latencyMs: latency(),
      problem: expected ? error.message : "This item could not be drafted.",
    };
  }
}

const noResult: DraftResult = {
  v: 1,
  claims: [],
  counter: null,
  unknowns: [],
  questions: [],
  judgement: null,
  recommendation: "insufficient_evidence",
  refused: null,
  rule: null,
  from: [],
  target: null,
};
