import { eq } from "drizzle-orm";
import { ruleSetVersion } from "@/db/schema/rules";
import { type RuleSet, ruleList } from "@/lib/evidence/rules";
import type { Reader } from "@/lib/query";

/** A version with its hash, as a campaign freezes it. */
export type FrozenRules = RuleSet & { hash: string };

/** The version that is in force. @throws Error where there is none, which a migrated database never lacks */
export async function rulesInForce(reader: Pick<Reader, "select">): Promise<FrozenRules> {
  const [found] = await reader.select().from(ruleSetVersion).where(eq(ruleSetVersion.state, "in_force"));
  if (!found) throw new Error("No version of the rules is in force.");
  return { version: found.version, hash: found.hash, rules: ruleList.parse(found.rules) };
}

/** One version, in force or not. @throws Error where there is none of this number and hash */
export async function rulesOf(
  reader: Pick<Reader, "select">,
  of: { version: number; hash: string },
): Promise<RuleSet> {
  const [found] = await reader.select().from(ruleSetVersion).where(eq(ruleSetVersion.version, of.version));
  if (!found || found.hash !== of.hash)
    throw new Error(`Version ${of.version} of the rules is not the one that was frozen.`);
  return { version: found.version, rules: ruleList.parse(found.rules) };
}
