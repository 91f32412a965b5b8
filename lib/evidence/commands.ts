import { sql } from "drizzle-orm";
import { z } from "zod";
import { rows } from "@/db/client";
import { weightsVersion } from "@/db/schema/evidence";
import { personOf } from "@/lib/auth/actor";
import { command } from "@/lib/command";
import { AppError } from "@/lib/errors";
import { weights, weightsHash } from "./need";
import { weightsInForce } from "./need-weights";

/**
 * Puts other weights of the need score in force, from a file that `eval evidence --fit` wrote: the next campaign freezes them.
 * Campaigns that run keep theirs.
 */
export const installWeights = command({
  name: "evidence.install_weights",
  permission: "weights.install",
  input: z.object({ weights }),
  load: async (tx) => {
    await rows(tx, sql`SELECT pg_advisory_xact_lock(hashtext('weights'))`);
    return weightsInForce(tx);
  },
  run: async (tx, { input, subject: before, actor, now }) => {
    const hash = weightsHash(input.weights);
    if (hash === before.hash)
      throw new AppError(
        "conflict",
        "same",
        `${input.weights.name} is in force already; nothing was changed.`,
      );
    const by = personOf(actor);
    if (!by) throw new AppError("forbidden", "role", "Weights are installed by a person.");
    await tx
      .insert(weightsVersion)
      .values({ name: input.weights.name, hash, weights: input.weights, installedAt: now, installedBy: by });
    return {
      result: { name: input.weights.name, hash, replaces: before.weights.name },
      events: [
        {
          type: "weights.changed",
          data: { name: input.weights.name, sha256: `sha256:${hash}`, replaces: `sha256:${before.hash}` },
        },
      ],
    };
  },
});
