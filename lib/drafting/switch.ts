import { eq } from "drizzle-orm";
import { setting } from "@/db/schema/people";
import type { Reader } from "@/lib/query";
import { type Connections, connectionsNow, problemWith } from "./connections";
import { type InForce, inForce } from "./drafter-in-force";
import { ruleBased } from "./rule-based";

/** Whether an administrator lets models draft at all (I18): off until somebody turns it on, and off again at once. */
export async function turnedOn(reader: Pick<Reader, "select">): Promise<boolean> {
  const [found] = await reader.select({ value: setting.value }).from(setting).where(eq(setting.key, "model"));
  return found?.value === "on";
}

/** Who drafts a campaign that begins now; of the rules, why where a model was to be expected. */
export type WhoDrafts =
  | { by: "model"; version: InForce; provider: string; model: string; why: null }
  | { by: "rules"; version: InForce | null; provider: string; model: string; why: string | null };

/** The version in force where the switch is on and the server reaches exactly what was approved, else the rules. */
export async function whoDrafts(
  reader: Pick<Reader, "select">,
  there: Connections = connectionsNow(),
): Promise<WhoDrafts> {
  const on = await turnedOn(reader);
  const version = await inForce(reader);
  const rules = { by: "rules" as const, version, provider: ruleBased.provider, model: ruleBased.modelId };
  if (!version) return { ...rules, why: on ? "No version has been approved." : null };
  if (!on) return { ...rules, why: "Drafting with a model is switched off." };
  const why = problemWith(version.settings, there);
  if (why) return { ...rules, why };
  const { provider, model } = version.settings;
  return { by: "model", version, provider, model, why: null };
}
