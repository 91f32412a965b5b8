import { perform } from "@/lib/chore";
import type { Packet } from "@/lib/evidence/schema";
import { read } from "@/lib/query";
import { sameInputs } from "./in-hand";
import { askModel, NoAnswer, type Reply, readAnswer } from "./model";
import type { Request } from "./prompt";
import { drafting, type Run } from "./run";
import { keepAnswer } from "./tasks";

/** An item in hand: its packet, what a model is asked of it, and an answer that an earlier run paid for and did not record. */
export type Asked = {
  item: string;
  evidenceHash: string;
  packet: Packet;
  request: Request;
  kept: { raw: string; to: string } | undefined;
};

/** Answers that are there already, by input: kept from a run that was killed, or on record for the same bytes. */
export async function knownAnswers(job: Run, asked: readonly Asked[]): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  if (!job.drafter.paid) return found;
  const { provider, modelId } = job.drafter.model;
  const inputs = [...new Set(asked.map((a) => a.request.inputHash))];
  for (const same of await read(drafting, sameInputs, {
    campaign: job.campaign,
    provider,
    model: modelId,
    inputs,
  }))
    found.set(same.inputHash, same.raw);
  for (const { kept, request } of asked)
    if (kept?.to === answerTo(job, request)) found.set(request.inputHash, kept.raw);
  return found;
}

const answerTo = (job: Run, request: Request) =>
  `${job.drafter.model.provider}/${job.drafter.model.modelId} ${request.inputHash}`;

/** Asks for each input once a lot, whoever needs it, and keeps what was paid for. */
export class Replies {
  private readonly job: Run;
  private readonly known: ReadonlyMap<string, string>;
  private readonly asking = new Map<string, Promise<Reply>>();
  private keeping: Promise<void> = Promise.resolve();

  constructor(job: Run, known: ReadonlyMap<string, string>) {
    this.job = job;
    this.known = known;
  }

  async get(one: Asked): Promise<Reply> {
    const { inputHash } = one.request;
    const raw = this.known.get(inputHash);
    const answer = raw === undefined ? undefined : readAnswer(raw);
    if (raw !== undefined && answer) return { raw, answer, inputTokens: null, outputTokens: null };
    const running = this.asking.get(inputHash);
    if (running) return { ...(await running), inputTokens: null, outputTokens: null };
    const asking = this.ask(one);
    this.asking.set(inputHash, asking);
    return asking;
  }

  private async ask(one: Asked): Promise<Reply> {
    const { job } = this;
    if (job.breaker.open !== undefined) throw new NoAnswer(job.breaker.open, true);
    try {
      const reply = await askModel(job.drafter, one.request, one.packet, job.pace);
      job.breaker.answered();
      if (job.drafter.paid) await this.keep(one, reply);
      return reply;
    } catch (error) {
      if (error instanceof NoAnswer) job.breaker.failed(error.message, error.useless);
      throw error;
    }
  }

  /** One after another: each renews the lease on all of the run's rows, and two at once would wait for each other for ever. */
  private keep(one: Asked, reply: Reply): Promise<void> {
    const { job } = this;
    const kept = this.keeping.then(() =>
      perform(drafting, keepAnswer, {
        run: job.id,
        item: one.item,
        answer: reply.raw,
        answerTo: answerTo(job, one.request),
      }),
    );
    this.keeping = kept.catch(() => undefined);
    return kept;
  }
}
