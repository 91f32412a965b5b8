import { execute } from "@/lib/command";
import { AppError } from "@/lib/errors";
import type { JobData } from "@/lib/jobs/queue";
import { read } from "@/lib/query";
import { Breaker } from "./breaker";
import { keepWording } from "./commands";
import { usableNow } from "./drafter-queries";
import { Withheld } from "./failure";
import { askFor, type Drafter, type Form, type Gate, jsonIn, NoAnswer } from "./model";
import { modelOf } from "./models";
import { type RunPace, realPace } from "./pace";
import { promptVersion } from "./prompt";
import { breathe, drafting } from "./run";
import { wordingByRule } from "./wording-by-rule";
import { checkedWording, looseWording, type Wording, wordingForm } from "./wording-check";
import { sha256, type WordingRequest, type Wordless, wordingRequest, wordingVersion } from "./wording-prompt";
import { wordless } from "./wordless";
import type { Outside } from "./worker";

/** Proposals on record at once. */
const LOT = 10;

const form: Form<Wording> = {
  name: "wording",
  schema: wordingForm,
  read: (raw) => looseWording.safeParse(jsonIn(raw)).data,
};

/** The rules for names: what words an entitlement where no model may. */
const byRule: Drafter = { model: wordingByRule, atOnce: 1, paid: false };

/**
 * Who words the entitlements of a source: the model that is in force, reached and on, where the source allows one (I18), else the
 * rules for names.
 */
async function worder(source: number, known: Map<string, Drafter>): Promise<Drafter> {
  const { settings, offSources } = await read(drafting, usableNow, {});
  if (!settings || offSources.includes(source)) return byRule;
  const key = JSON.stringify(settings);
  const { temperature, maxOutputTokens } = settings;
  const made = known.get(key) ?? {
    model: await modelOf(settings),
    atOnce: 1,
    paid: true,
    asked: { temperature, maxOutputTokens },
  };
  known.set(key, made);
  return made;
}

const off = "A model may not word this any more.";
const LOOK_MS = 900;

/**
 * What stands before each try of a call: whether this is still who words that source (I18). While it is out that is looked at
 * again and again, and a call that must not go on is cut off. `end` ends the looking.
 */
function switched(source: number, chosen: Drafter, known: Map<string, Drafter>, pace: RunPace) {
  const stop = new AbortController();
  const look = async () => {
    const still = await worder(source, known).catch(() => undefined);
    if (still !== chosen) stop.abort(off);
  };
  const gate: Gate = {
    enter: async () => {
      await look();
      if (stop.signal.aborted) throw new Withheld(off);
      return stop.signal;
    },
    used: () => undefined,
    busy: () => undefined,
  };
  return { gate, end: pace.every(LOOK_MS, () => void look()) };
}

/** The job: proposes words for these entitlements, to the end. */
export async function proposeWording(data: JobData["catalogue.propose"]): Promise<void> {
  await proposeAll(data);
}

/**
 * Proposes plain words for entitlements that nobody vouches for the words of. What the check leaves of an answer is kept
 * as `proposed`: asserted, unverified, and the owner's to verify one by one. What is proposed already from the same input is
 * not asked for again, so this may be stopped and run again.
 * @returns how many were proposed, and how many are left without
 */
export async function proposeAll(
  { entitlements }: JobData["catalogue.propose"],
  outside?: Partial<Outside>,
): Promise<{ proposed: number; without: number }> {
  const known = new Map<string, Drafter>();
  const breaker = new Breaker();
  const pace: RunPace = { ...realPace, ...outside?.pace };
  const version = promptVersion(wordingVersion);
  let proposed = 0;
  for (let from = 0; from < entitlements.length && !breaker.open; from += LOT) {
    const open = await read(drafting, wordless, { entitlements: entitlements.slice(from, from + LOT) });
    const made = new Map<Drafter, Proposal[]>();
    for (const one of open) {
      const request = wordingRequest(one, version);
      if (breaker.open || one.proposedTo === request.inputHash) continue;
      const chosen = outside?.drafter ?? (await worder(one.source, known));
      const asking = { one, request, breaker, pace };
      const watch = outside?.drafter || !chosen.paid ? undefined : switched(one.source, chosen, known, pace);
      const said = await propose(chosen, asking, watch?.gate).finally(watch?.end);
      const by = said === "switched off" ? byRule : chosen;
      const proposal = said === "switched off" ? await propose(by, asking) : said;
      if (typeof proposal === "object") made.set(by, [...(made.get(by) ?? []), proposal]);
      await breathe();
    }
    for (const [chosen, proposals] of made) proposed += await keep(chosen, version, proposals);
  }
  return { proposed, without: entitlements.length - proposed };
}

type Proposal = Pick<Wordless, "source" | "entitlement" | "version"> & {
  title: string;
  phrase: string | null;
  allows: string | null;
  inputHash: string;
  outputHash: string;
};

type Asking = { one: Wordless; request: WordingRequest; breaker: Breaker; pace: RunPace };

async function propose(
  chosen: Drafter,
  { one: of, request, breaker, pace }: Asking,
  gate?: Gate,
): Promise<Proposal | "switched off" | undefined> {
  try {
    const { raw, answer } = await askFor(chosen, request, form, pace, gate);
    breaker.answered();
    const words = checkedWording(answer, request, of.name);
    const { source, entitlement, version } = of;
    return (
      words && {
        source,
        entitlement,
        version,
        ...words,
        inputHash: request.inputHash,
        outputHash: sha256(raw),
      }
    );
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    if (error instanceof Withheld) return "switched off";
    breaker.failed(error.message, error);
    return undefined;
  }
}

async function keep(
  chosen: Drafter,
  version: { version: string; hash: string },
  proposals: readonly Proposal[],
): Promise<number> {
  if (proposals.length === 0) return 0;
  try {
    const { kept } = await execute(drafting, keepWording, {
      kind: chosen.paid ? "model" : "rules",
      provider: chosen.model.provider,
      model: chosen.model.modelId,
      promptVersion: version.version,
      promptHash: version.hash,
      proposals: [...proposals],
    });
    return kept;
  } catch (error) {
    // Somebody wrote them all meanwhile: their words stand.
    if (error instanceof AppError && error.slug === "worded") return 0;
    throw error;
  }
}
