import type { Drafter } from "@/lib/drafting/model";
import { modelAt } from "@/lib/drafting/models";
import { reachedAt } from "./drafters";

/** A paid drafter at an OpenAI-compatible server. */
export async function hostedAt(baseUrl: string, model = "m-1"): Promise<Drafter> {
  return { model: await modelAt(reachedAt(baseUrl, { model })), atOnce: 4, paid: true };
}
