import { randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { localOperator } from "@/lib/auth/sign-in";
import { now } from "@/lib/clock";
import { execute } from "@/lib/command";
import { evaluate } from "@/lib/drafting/evaluation";
import { attacked, builtInAttacks } from "@/lib/drafting/evaluation-attacks";
import { caseOf, evaluationPackets } from "@/lib/drafting/evaluation-packets";
import { type EvaluationResult, evaluationHash } from "@/lib/drafting/evaluation-result";
import { storeEvaluation } from "@/lib/drafting/evaluation-run";
import type { EvaluationCase, EvaluationSet } from "@/lib/drafting/evaluation-set";
import { realPace } from "@/lib/drafting/pace";
import { regressionSet } from "@/lib/drafting/regression";
import { AppError } from "@/lib/errors";
import { read } from "@/lib/query";
import { type Named, named, ofCampaign, ofVersion } from "./candidates";
import { showItems } from "./commands";
import { corporaAt } from "./corpora";
import type { Outcome } from "./desk";
import { evaluationPage } from "./evaluation-page";
import { evaluationTable } from "./evaluation-table";
import { labelledFolder } from "./labelled";
import { reviewedPackets } from "./reviewed";
import type { DraftsEvaluation } from "./schema";
import { inScratch } from "./scratch";
import { counted, progressOn, type Screen } from "./screen";

/**
 * Drafts a set of packets with one model after another and holds the answers against the packets: the same packets and attacks
 * for each, so that their figures stand side by side. Exit code 1 where one did not pass.
 * @throws AppError where packets or models cannot be had
 */
export async function evaluateDrafts(given: DraftsEvaluation, screen: Screen): Promise<Outcome> {
  const { honest, candidates, notes } = await prepared(given, screen);
  const set = await withAttacks(honest, given, notes);
  const results: EvaluationResult[] = [];
  const tell = progressOn(screen);
  for (const { name, candidate, stop } of candidates) {
    const phase = `Asking ${name}`;
    const { signal, end } = stop?.() ?? { signal: undefined, end: () => undefined };
    try {
      results.push(
        await evaluate(candidate, set, {
          ...realPace,
          salt: randomBytes(16).toString("hex"),
          tell: (done, total) => tell({ phase, done, total }),
          ...(signal ? { signal } : {}),
        }),
      );
    } catch (error) {
      if (!signal?.aborted) throw error;
      throw new AppError("conflict", "switched-off", `${signal.reason}`);
    } finally {
      end();
    }
  }
  const stored = await recorded(given, results);
  if (given.out !== undefined) await written(given.out, evaluationPage(results, now()));
  return {
    lines: [
      ...evaluationTable(results),
      ...notes,
      ...stored.map((s) => `Kept with version ${given.record} as ${s.id}.`),
      ...(given.out === undefined ? [] : [`Plots are in ${given.out}.`]),
    ],
    object: {
      results: results.map((result) => ({ hash: evaluationHash(result), ...result })),
      stored,
      notes,
      ...(given.out === undefined ? {} : { out: given.out }),
    },
    exit: results.every((r) => r.passed) ? 0 : 1,
  };
}

type Prepared = { honest: EvaluationSet; candidates: readonly Named[]; notes: string[] };

async function prepared(given: DraftsEvaluation, screen: Screen): Promise<Prepared> {
  if (given.campaign !== undefined) return campaignSet(given.campaign, given);
  if (given.folders.length > 0) return folderSet(given, screen);
  const candidates =
    given.record === undefined ? await named(given.models, "made up") : await ofVersion(given.record);
  return { honest: regressionSet(), ...candidates };
}

async function campaignSet(campaign: string, given: DraftsEvaluation): Promise<Prepared> {
  const operator = await localOperator();
  const { sample, seed } = given;
  const of = (forModel: boolean) => read(operator, evaluationPackets, { campaign, sample, seed, forModel });
  const first = await of(false);
  const { candidates, notes } = await ofCampaign(campaign, given, first.versions);
  const asksModel = candidates.some((c) => c.candidate.settings !== null);
  const drawn = asksModel ? await of(true) : first;
  if (drawn.items.length === 0)
    throw new AppError("invalid", "empty", "The campaign has no item that may be drafted here.");
  const models = candidates.flatMap(({ name, candidate }) => (candidate.settings === null ? [] : [name]));
  if (asksModel) await execute(operator, showItems, { campaign, items: drawn.items.length, models });
  return {
    honest: { name: drawn.name, cases: drawn.items.map(caseOf), shown: drawn.shown },
    candidates,
    notes: asksModel ? [...notes, "Only items that a model may be shown were drawn."] : notes,
  };
}

async function folderSet(given: DraftsEvaluation, screen: Screen): Promise<Prepared> {
  const folders = await Promise.all(given.folders.map((place) => labelledFolder(place, false)));
  const candidates = await named(given.models, "of an organisation");
  const cases: EvaluationCase[] = [];
  await inScratch(async (scratch) => {
    for (const folder of folders) {
      await screen.say(`Reading ${folder.name}.`);
      const share = { sample: Math.ceil(given.sample / folders.length), seed: given.seed, at: now() };
      for (const { packet, revoked } of await reviewedPackets(scratch, folder, share))
        cases.push({
          id: `${folder.name} ${cases.length + 1}`,
          packet,
          attack: null,
          person: revoked === null ? null : { outcome: revoked ? "revoke" : "certify", unseen: true },
        });
    }
  });
  return { honest: { name: folders.map((f) => f.name).join(", "), cases }, ...candidates };
}

/** The regression set has its own attacks; others get those of the corpora, else the built-in ones. */
async function withAttacks(
  honest: EvaluationSet,
  given: DraftsEvaluation,
  notes: string[],
): Promise<EvaluationSet> {
  const fixed = honest.cases.some((c) => c.attack !== null);
  if (given.corpora === undefined && fixed) return honest;
  const found = given.corpora === undefined ? null : await corporaAt(given.corpora);
  if (found && found.passedOver.length > 0)
    notes.push(`No attacks are in ${found.passedOver.join(", ")}, so nothing of it was used.`);
  const clean = honest.cases.filter((c) => c.attack === null);
  const attacks = [...(fixed ? [] : builtInAttacks), ...(found?.attacks ?? [])];
  return {
    ...honest,
    name: found === null ? honest.name : `${honest.name} with ${counted(found.attacks.length, "attack")}`,
    cases: [...honest.cases, ...attacked(clean, attacks, { seed: given.seed })],
  };
}

async function recorded(given: DraftsEvaluation, results: readonly EvaluationResult[]) {
  const { record } = given;
  if (record === undefined) return [];
  const operator = await localOperator();
  const by = operator.actor.kind === "operator" ? operator.actor.personId : null;
  const [result] = results.filter((r) => r.drafter.settingsHash !== null);
  return result ? [await storeEvaluation(record, "evaluation", result, by)] : [];
}

async function written(place: string, text: string): Promise<void> {
  try {
    await writeFile(place, text);
  } catch {
    throw new AppError("invalid", "out", `The plots could not be written to ${place}; choose another place.`);
  }
}
