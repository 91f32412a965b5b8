import { perform } from "@/lib/chore";
import { read } from "@/lib/query";
import { telemetry } from "@/lib/telemetry";
import type { Kept } from "./answers";
import { type Asked, isPosed, type Posed, type Posing } from "./asked";
import type { Brief } from "./brief";
import { chosen, type Engines } from "./choice";
import type { Engine } from "./engine";
import { packets, sameInputs } from "./in-hand";
import { openPacket } from "./packet";
import { hasTextToSend, requestFor } from "./prompt";
import type { Purse } from "./purse";
import type { Replies } from "./replies";
import { breathe, drafting } from "./run";
import { estimate, unpriced } from "./spending";
import { skip } from "./tasks";
import type { Watch } from "./watch";

/** A task in hand. */
export type Taken = { item: string; wanted: boolean; answers: Kept[]; afresh: boolean };

/** What preparing goes by. */
export type Preparing = {
  id: string;
  campaign: string;
  brief: Brief;
  engines: Engines;
  watch: Watch;
  replies: Replies;
  purse: Purse;
};

/** Packets opened before others get the process. */
const YIELD_AFTER = 10;

/**
 * What is asked of each item in hand, and of whom. The tasks of items that need no draft any more, or whose packet cannot be
 * read, end here.
 */
export async function prepare(job: Preparing, taken: readonly Taken[]): Promise<Asked[]> {
  const ids = taken.map((t) => t.item);
  const open = new Map((await read(drafting, packets, { items: ids })).map((o) => [o.item, o]));
  const asked: Asked[] = [];
  const unreadable: string[] = [];
  for (const [at, { item, wanted, answers, afresh }] of taken.entries()) {
    if (at % YIELD_AFTER === 0) await breathe();
    const found = open.get(item);
    if (!found) continue;
    try {
      const packet = openPacket(found.body, found.evidenceHash);
      const by = chosen(found, job.engines, job.brief.settings, job.watch.now);
      const { source, evidenceHash, standing } = found;
      asked.push({
        item,
        source,
        evidenceHash,
        packet,
        wanted,
        standing,
        afresh,
        kept: answers,
        by: "engine" in by ? posing(job.brief, by.engine, packet) : by,
      });
    } catch (err) {
      telemetry().error({ what: "draft", item, campaign: job.campaign, err });
      unreadable.push(item);
    }
  }
  const end = (items: string[], why: string) => perform(drafting, skip, { run: job.id, items, why });
  const settled = ids.filter((id) => !open.has(id));
  if (settled.length > 0) await end(settled, "The item was settled before its draft.");
  if (unreadable.length > 0) await end(unreadable, "The item's evidence could not be read.");
  const posed = asked.filter(isPosed);
  if (posed.length > 0) await lookUp(job, posed);
  return asked;
}

/** The request of a model; by rules where a budget in money cannot be kept with it. */
function posing(
  { settings, salt }: Brief,
  engine: Engine,
  packet: Asked["packet"],
): Posing | { rules: string } {
  const why = unpriced(settings.budget, engine.settings);
  if (why !== null) return { rules: why };
  const { hideNames } = settings;
  const bare = requestFor(packet, engine.prompt, { asserted: false, hideNames, salt });
  if (!settings.assertedText || !hasTextToSend(packet))
    return { engine, hideNames, request: bare, masked: undefined };
  const request = requestFor(packet, engine.prompt, { asserted: true, hideNames, salt });
  return { engine, hideNames, request, masked: request.inputHash === bare.inputHash ? undefined : bare };
}

/** Finds the answers that are there, and sets apart what the others may cost. */
async function lookUp({ campaign, replies, purse }: Preparing, posed: readonly Posed[]): Promise<void> {
  for (const engine of new Set(posed.map((p) => p.by.engine))) {
    const own = posed.filter((p) => p.by.engine === engine);
    const inputs = new Set(own.flatMap(({ by }) => requestsOf(by).map((r) => r.inputHash)));
    const { provider, modelId: model } = engine.drafter.model;
    const found = await read(drafting, sameInputs, {
      campaign,
      version: engine.version,
      provider,
      model,
      inputs: [...inputs],
    });
    replies.know(engine, found);
    await purse.foresee(
      own.flatMap((one) =>
        requestsOf(one.by)
          .filter((request) => replies.costs(one, request))
          .map((request) => ({ item: one.item, ...estimate(request, engine.settings) })),
      ),
    );
  }
}

const requestsOf = ({ request, masked }: Posing) => (masked ? [request, masked] : [request]);
