import { desc, eq } from "drizzle-orm";
import { weightsVersion } from "@/db/schema/evidence";
import type { Reader } from "@/lib/query";
import { type Weights, weights, weightsHash } from "./need";
import need1 from "./weights/need-1.json" with { type: "json" };

/** What the product ships, newest last. A file is never changed or taken out: campaigns of the past name it by its hash. */
const shipped: readonly Weights[] = [weights.parse(need1)];

export type Installed = { weights: Weights; hash: string; installed: { at: string; by: string } | null };

const shippedOnes: readonly Installed[] = shipped.map((w) => ({
  weights: w,
  hash: weightsHash(w),
  installed: null,
}));

/** The weights that the next campaign freezes: the last installed, else the newest that the product ships. */
export async function weightsInForce(reader: Pick<Reader, "select">): Promise<Installed> {
  const [row] = await reader.select().from(weightsVersion).orderBy(desc(weightsVersion.version)).limit(1);
  const last = row ? installedOf(row) : shippedOnes.at(-1);
  if (!last) throw new Error("The product ships no weights.");
  return last;
}

/** The weights of this hash, shipped or installed, as a campaign froze them. */
export async function weightsOf(reader: Pick<Reader, "select">, hash: string): Promise<Weights | null> {
  const found = shippedOnes.find((s) => s.hash === hash);
  if (found) return found.weights;
  const [row] = await reader.select().from(weightsVersion).where(eq(weightsVersion.hash, hash)).limit(1);
  return row ? installedOf(row).weights : null;
}

function installedOf(row: typeof weightsVersion.$inferSelect): Installed {
  return {
    weights: weights.parse(row.weights),
    hash: row.hash,
    installed: { at: row.installedAt.toISOString(), by: row.installedBy },
  };
}
