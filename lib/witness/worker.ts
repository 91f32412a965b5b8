import type { Ctx } from "@/lib/auth/actor";
import { perform } from "@/lib/chore";
import { execute } from "@/lib/command";
import { AppError } from "@/lib/errors";
import type { JobData } from "@/lib/jobs/queue";
import { read } from "@/lib/query";
import { archiveHead } from "./archive";
import { due, failing, keepCosignature, reached, refused } from "./commands";
import { anchorTargets, type ConfiguredWitness, configuredWitnesses } from "./configured";
import { post } from "./post";
import { anchorOf, checkpointAt, submissions } from "./queries";
import type { AnchorTarget } from "./schema";
import { stamp, stampHead } from "./stamping";

const ctx = (): Ctx => ({ actor: { kind: "system", name: "witnesses" }, requestId: crypto.randomUUID() });

/** Gives out what is due to witnesses, time stamping and the archive. */
export async function anchorsDue(): Promise<number> {
  const targets = anchorTargets();
  return targets.length === 0 ? 0 : perform(ctx(), due, { targets });
}

/** Brings one target to the log's head. What goes wrong out there is kept with the target and tried again. */
export async function anchorLog(target: JobData["log.anchor"]): Promise<void> {
  if (!anchorTargets().some(({ kind, name }) => kind === target.kind && name === target.name)) return;
  const problem = await follow(target);
  if (problem !== undefined) await perform(ctx(), failing, { ...target, problem });
}

function follow(target: AnchorTarget): Promise<string | undefined> {
  if (target.kind === "timestamp") return stampHead(ctx(), target);
  if (target.kind === "archive") return archiveHead(ctx(), target);
  const witness = configuredWitnesses().find(({ vkey }) => vkey === target.name);
  return witness ? followWitness(witness) : Promise.resolve(undefined);
}

/** A witness that names another size each time is not followed for ever. */
const mostCorrections = 3;

/** Sends a witness every checkpoint it has not cosigned, in order. Gives the sentence saying why it stopped early, if it did. */
async function followWitness(witness: ConfiguredWitness): Promise<string | undefined> {
  const target = { kind: "witness" as const, name: witness.vkey };
  const known = await read(ctx(), anchorOf, target);
  let from = known.size;
  let corrections = 0;
  for (;;) {
    const next = await read(ctx(), submissions, { witness: witness.vkey, from });
    if (next.rows.length === 0) {
      // Every checkpoint up to the witness's size is cosigned; whether it is ours, only the next one shows.
      if (from <= next.head) await perform(ctx(), reached, { ...target, size: from });
      return undefined;
    }
    for (const head of next.rows) {
      const posted = await post(witness, head);
      if ("cosigned" in posted) {
        await perform(ctx(), keepCosignature, { witness: witness.vkey, size: head.size, ...posted.cosigned });
        from = head.size;
        continue;
      }
      if ("refused" in posted) return refuse(witness, known.refused, { ...posted, size: head.size });
      if ("problem" in posted) return posted.problem;
      if (posted.stands > next.head) {
        const seen = posted.stands;
        const problem = `It has cosigned ${seen} entries and this log has ${next.head}: entries were cut off its end.`;
        return refuse(witness, known.refused, { refused: "rolled_back", problem, size: next.head, seen });
      }
      corrections += 1;
      if (corrections > mostCorrections) return "The witness names another size each time.";
      from = posted.stands;
      break;
    }
  }
}

/** Puts a refusal on the record when it begins; while it lasts, it stands with the witness. */
async function refuse(
  { vkey }: ConfiguredWitness,
  known: boolean,
  found: {
    refused: "another_root" | "not_consistent" | "rolled_back";
    problem: string;
    size: number;
    seen?: number;
  },
): Promise<string> {
  const { refused: why, ...rest } = found;
  if (!known)
    await execute(ctx(), refused, { witness: vkey, why, ...rest }).catch((error: unknown) => {
      if (!(error instanceof AppError && error.slug === "told")) throw error;
    });
  return found.problem;
}

/**
 * Before a pack is built at the checkpoint of this size: lets every witness cosign it and every authority stamp it, as far as they
 * answer. A pack is built without them too, and says so.
 */
export async function anchorNow(size: number): Promise<void> {
  const targets = anchorTargets();
  const checkpoint = targets.length > 0 ? await read(ctx(), checkpointAt, { size }) : null;
  await Promise.all(
    targets.map(async (target) => {
      if (target.kind === "witness") return anchorLog(target);
      if (target.kind === "archive" || !checkpoint) return;
      const problem = await stamp(ctx(), target.name, checkpoint);
      if (problem !== undefined) await perform(ctx(), failing, { ...target, problem });
    }),
  );
}
