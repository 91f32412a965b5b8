import { and, eq, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { drafterVersion, evaluation } from "@/db/schema/drafts";
import type { AuditEvent, PrivateWords } from "@/lib/audit-log/events";
import { type Actor, personOf } from "@/lib/auth/actor";
import { AppError } from "@/lib/errors";
import { uuid7 } from "@/lib/ids";
import { type Connection, type DrafterSettings, drafterSettings } from "./drafters";
import type { Returned } from "./models";

/** What every step of a version needs: its row, who acts, what goes into the log. */

/** A version with its row locked. @throws AppError not_found */
export async function lockVersion(tx: Tx, version: number) {
  const [found] = await tx
    .select()
    .from(drafterVersion)
    .where(eq(drafterVersion.version, version))
    .for("update");
  if (!found) throw new AppError("not_found", "drafter", `There is no version ${version} of the drafter.`);
  return { ...found, settings: drafterSettings.parse(found.settings) };
}

type Step = Extract<AuditEvent, { type: "drafter.changed" }>["data"]["step"];

/** The log entry of a step. */
export function changed(
  v: { version: number; hash: string; settings: DrafterSettings },
  step: Step,
  more: { words?: PrivateWords; evaluation?: string; returned?: Returned } = {},
): AuditEvent {
  const { connection, provider, model, prompt } = v.settings;
  return {
    type: "drafter.changed",
    ...(more.words ? { words: more.words } : {}),
    data: {
      version: v.version,
      step,
      hash: `sha256:${v.hash}`,
      connection,
      model: `${provider}/${model}`,
      prompt,
      ...(more.evaluation ? { evaluation: `sha256:${more.evaluation}` } : {}),
      ...(more.returned?.model ? { returned: more.returned.model } : {}),
      ...(more.returned?.fingerprint ? { fingerprint: more.returned.fingerprint } : {}),
    },
  };
}

/** Somebody's words, for `private_payload`. */
export const saying = (payload: Record<string, string>, now: Date): PrivateWords => ({
  id: uuid7(now.getTime()),
  payload,
});

/** @throws AppError where no person acts */
export function makerOf(actor: Actor): string {
  const person = personOf(actor);
  if (!person) throw new AppError("forbidden", "nobody", "A version is made by a person.");
  return person;
}

export async function findEvaluation(tx: Tx, id: string | null) {
  if (id === null) return null;
  const [found] = await tx.select().from(evaluation).where(eq(evaluation.id, id));
  return found ?? null;
}

/** Takes whatever of this connection is in force out of it. */
export async function retireInForce(tx: Tx, connection: Connection): Promise<void> {
  await tx
    .update(drafterVersion)
    .set({ state: "superseded" })
    .where(
      and(
        eq(drafterVersion.state, "in_force"),
        sql`${drafterVersion.settings} ->> 'connection' = ${connection}`,
      ),
    );
}
