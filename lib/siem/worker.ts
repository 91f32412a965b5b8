import type { Ctx } from "@/lib/auth/actor";
import { perform } from "@/lib/chore";
import { env } from "@/lib/env";
import { read } from "@/lib/query";
import { toldError } from "@/lib/told";
import manifest from "@/package.json";
import { beginFeed, feedBatch, feedDelivered, feedFailing, type Target } from "./commands";
import { toFile, toHttp } from "./deliver";
import { ocsfEvent } from "./ocsf";

const feeder = (): Ctx => ({ actor: { kind: "system", name: "siem" }, requestId: crypto.randomUUID() });

/** Entries of a batch, and batches of a turn. */
const most = 500;
const mostBatches = 20;

/** Feeds what the log has grown by to each place that is configured: each entry at least once, in the log's order. */
export async function feedDue(): Promise<void> {
  const { file, url } = env().siem;
  if (file) await feed("file");
  if (url) await feed("http");
}

async function feed(target: Target): Promise<void> {
  for (let batch = 0; batch < mostBatches; batch++) {
    const begun = await perform(feeder(), beginFeed, { target });
    if (!begun) return;
    const { log, entries } = await read(feeder(), feedBatch, { after: begun.leaf, most });
    const last = entries.at(-1)?.index ?? begun.leaf;
    try {
      const events = entries.map((e) => ocsfEvent(e, { log, version: manifest.version }));
      if (events.length > 0) await deliver(target, events, begun.leaf + 1);
    } catch (error) {
      const problem = toldError(error).message.slice(0, 500);
      return void (await perform(feeder(), feedFailing, { target, problem }));
    }
    await perform(feeder(), feedDelivered, { target, leaf: last });
    if (entries.length < most) return;
  }
}

async function deliver(
  target: Target,
  events: readonly Record<string, unknown>[],
  first: number,
): Promise<void> {
  const { file, url, token } = env().siem;
  if (target === "file" && file) await toFile(file, events, first);
  if (target === "http" && url) await toHttp(url, token, events);
}
