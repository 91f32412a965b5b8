import { perform } from "@/lib/chore";
import { execute } from "@/lib/command";
import { read } from "@/lib/query";
import { telemetry } from "@/lib/telemetry";
import type { Engine } from "./engine";
import { Withheld } from "./failure";
import type { Returned } from "./models";
import { examined, letGo, passedAs, pause } from "./pausing";
import { drafting } from "./run";

/** Runs the fixed regression set with a version, puts what it found on record, and says whether it passed. */
export type Regression = (version: number) => Promise<{ passed: boolean; evaluation: string }>;

const failed = (model: string) =>
  `${model} calls itself otherwise than when it was approved, and did not pass the regression set.`;

/**
 * Whether the model at the other end is the one that was examined. Where it calls itself otherwise, nothing more is asked of it
 * until the regression set has run; what it said meanwhile counts only if that passes.
 */
export class Identity {
  private readonly run: { id: string };
  private readonly regression: Regression;
  /** What passed, by the hash of a version's settings. */
  private readonly passed = new Map<string, readonly Passed[]>();
  /** What the examined model called itself, where that passed in this run. */
  private readonly accepted = new Set<string>();
  private readonly examining = new Map<number, Promise<string | null>>();

  constructor(run: { id: string }, regression: Regression) {
    this.run = run;
    this.regression = regression;
  }

  /** Waits where a version is being examined just now. @throws Withheld where it did not pass */
  async settled({ version }: Engine): Promise<void> {
    const why = version === null ? null : await this.examining.get(version);
    if (why) throw new Withheld(why);
  }

  /** @throws Withheld where the model is another one and did not pass */
  async check(engine: Engine, { modelReturned, fingerprint }: Answer): Promise<void> {
    const { version, hash } = engine;
    if (version === null || hash === null) return;
    const returned = { model: modelReturned, fingerprint };
    if (this.accepted.has(`${hash}\n${keyOf(returned)}`)) return;
    if ((await this.known(hash)).some((p) => isThat(p, returned))) return;
    this.passed.delete(hash);
    // Another run may have examined it meanwhile.
    if (!this.examining.has(version) && (await this.known(hash)).some((p) => isThat(p, returned))) return;
    const running = this.examining.get(version) ?? this.examine({ version, hash }, engine, returned);
    this.examining.set(version, running);
    const why = await running;
    if (why !== null) throw new Withheld(why);
  }

  private async known(hash: string): Promise<readonly Passed[]> {
    const found = this.passed.get(hash) ?? (await read(drafting, passedAs, { hash }));
    this.passed.set(hash, found);
    return found;
  }

  /** @returns why the version is not used any more; null where it passed */
  private async examine(
    of: { version: number; hash: string },
    { settings }: Engine,
    returned: Returned,
  ): Promise<string | null> {
    const { version, hash } = of;
    const base = { version, hash, returned };
    await execute(drafting, pause, { ...base, run: this.run.id });
    try {
      const { passed, evaluation } = await this.regression(version);
      const why = passed ? null : failed(settings.model);
      await execute(drafting, examined, { ...base, passed, evaluation, why });
      // The model that was examined is the one that goes on, whatever it calls itself from here.
      if (passed) {
        this.accepted.add(`${hash}\n${keyOf(returned)}`);
        this.examining.delete(version);
      }
      return why;
    } catch (err) {
      telemetry().error({ what: "draft", version, err });
      await perform(drafting, letGo, { run: this.run.id });
      return `${settings.model} calls itself otherwise than when it was approved, and could not be examined.`;
    }
  }
}

type Answer = { modelReturned: string | null; fingerprint: string | null };

type Passed = { models: readonly string[]; fingerprints: readonly string[] };

/** Named as it was then; what it did not tell then it does not tell now. */
const isThat = ({ models, fingerprints }: Passed, { model, fingerprint }: Returned) =>
  (model === null ? models.length === 0 : models.includes(model)) &&
  (fingerprint === null ? fingerprints.length === 0 : fingerprints.includes(fingerprint));

const keyOf = ({ model, fingerprint }: Returned) => `${model ?? ""}\n${fingerprint ?? ""}`;
