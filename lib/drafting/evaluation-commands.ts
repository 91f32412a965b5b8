import { eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { drafterVersion, evaluation } from "@/db/schema/drafts";
import { personOf } from "@/lib/auth/actor";
import { chore } from "@/lib/chore";
import { command } from "@/lib/command";
import { AppError } from "@/lib/errors";
import { uuid7 } from "@/lib/ids";
import type { Reader } from "@/lib/query";
import { changed } from "./drafter-steps";
import { drafterSettings } from "./drafters";
import { setEvaluationProgress } from "./evaluation-progress";
import { evaluationHash } from "./evaluation-result";
import * as wire from "./evaluation-schema";

async function versionOf(reader: Pick<Reader, "select">, version: number) {
  const [found] = await reader.select().from(drafterVersion).where(eq(drafterVersion.version, version));
  if (!found) throw new AppError("not_found", "drafter", `There is no version ${version} of the drafter.`);
  return { ...found, settings: drafterSettings.parse(found.settings) };
}

/** Asks for the evaluation of a version as it stands, over the set of the portal; a job does it and keeps what it finds. */
export const askEvaluation = chore({
  name: "drafting.ask_evaluation",
  permission: "drafter.make",
  input: wire.startInput,
  load: (tx, input) => versionOf(tx, input.version),
  run: async (_, { subject, actor }) => {
    const { version, hash } = subject;
    // What came of an earlier one is no news of this one.
    setEvaluationProgress(null);
    return {
      result: { version, hash },
      jobs: [
        {
          name: "drafter.evaluate",
          data: { version, by: personOf(actor) },
          key: `${version} ${hash}`,
        },
      ],
    };
  },
});

/**
 * Keeps what an evaluation of a version's settings found. What was measured is what the result says it was: settings that
 * changed meanwhile have no evaluation.
 */
export const recordEvaluation = command({
  name: "drafting.record_evaluation",
  permission: "draft.record",
  input: wire.recordInput,
  load: (tx: Tx, input) => versionOf(tx, input.version),
  run: async (tx, { input, subject, now }) => {
    const { result, kind, by } = input;
    if (result.drafter.settingsHash !== subject.hash)
      throw new AppError(
        "conflict",
        "changed",
        `Version ${subject.version} of the drafter was changed while it was evaluated; evaluate it again.`,
      );
    const id = uuid7(now.getTime());
    const hash = evaluationHash(result);
    const [returned = null] = result.drafter.returned;
    const [fingerprint = null] = result.drafter.fingerprints;
    await tx.insert(evaluation).values({
      id,
      kind,
      drafterVersion: subject.version,
      settingsHash: subject.hash,
      set: result.set.name,
      setHash: result.set.hash,
      modelReturned: returned,
      fingerprint,
      passed: result.passed,
      result,
      hash,
      byId: by,
      at: now,
    });
    return {
      result: { id, hash, passed: result.passed },
      events: [
        changed(subject, "evaluated", { evaluation: hash, returned: { model: returned, fingerprint } }),
      ],
    };
  },
});
