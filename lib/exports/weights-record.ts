import { z } from "zod";
import type { Json } from "@/lib/audit-log/canonical";
import { weightsOf } from "@/lib/evidence/need-weights";
import type { Reader } from "@/lib/query";

const named = z.object({ needWeights: z.object({ name: z.string(), hash: z.string() }).nullish() });

/** The weights that a campaign's need scores were added up by, as frozen at its launch; null for a campaign without scores. */
export async function weightsRecord(reader: Reader, settings: unknown): Promise<Json> {
  const frozen = named.safeParse(settings).data?.needWeights;
  if (!frozen) return null;
  const weights = await weightsOf(reader, frozen.hash);
  if (!weights) throw new Error(`The weights ${frozen.name} are gone.`);
  // Its schema allows strings, integers and booleans only.
  return { sha256: frozen.hash, weights: weights as Json };
}
