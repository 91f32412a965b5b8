/**
 * The verifier: what can be shown about a campaign from its evidence pack alone, and from what the verifying
 * person kept before. It needs neither our server nor our database. Pure: SHA-256 and Ed25519 are handed in.
 */
import type { JwsVerify } from "@/lib/audit-log/id-token";
import type { Sha256 } from "@/lib/audit-log/merkle";
import { type Ed25519Verify, parseVkey } from "@/lib/audit-log/note";
import type { TimestampVerify } from "@/lib/audit-log/timestamp";
import { checkArms } from "@/lib/audit-log/verifier/arms";
import { checkBatches } from "@/lib/audit-log/verifier/batches";
import { type Check, Findings, failed } from "@/lib/audit-log/verifier/check";
import { checkCompleteness, checkDuties } from "@/lib/audit-log/verifier/completeness";
import { checkInclusion, checkRows } from "@/lib/audit-log/verifier/decisions";
import { readEvidence } from "@/lib/audit-log/verifier/evidence";
import { type Rebuild, readLeaves } from "@/lib/audit-log/verifier/leaves";
import { CampaignLog } from "@/lib/audit-log/verifier/log";
import { checkActors, checkChain, checkSealed } from "@/lib/audit-log/verifier/log-checks";
import { checkManifest } from "@/lib/audit-log/verifier/manifest";
import type { PackFiles } from "@/lib/audit-log/verifier/pack";
import { checkPayloads, readPayloads } from "@/lib/audit-log/verifier/payloads";
import { checkPopulation, readItems, readPopulation } from "@/lib/audit-log/verifier/population";
import { checkRedacted, isRedacted, withoutIdentities } from "@/lib/audit-log/verifier/redacted";
import { readSettings } from "@/lib/audit-log/verifier/settings";
import { checkSignOffs, readSignOffs, signedSizes } from "@/lib/audit-log/verifier/sign-offs";
import {
  checkConsistency,
  checkKey,
  checkRoot,
  checkSignature,
  type Known,
  readHead,
} from "@/lib/audit-log/verifier/signed-head";
import { checkCounts, checkTieOut } from "@/lib/audit-log/verifier/tie-out";
import { checkUnbound } from "@/lib/audit-log/verifier/unbound";
import { checkTimestamps, checkWitnesses, stampsIn, witnessKeys } from "@/lib/audit-log/verifier/witnesses";

export type VerifyOptions = {
  /** The log's public key, known from elsewhere than the pack. */
  vkey?: string;
  /** A signed checkpoint of this log kept from before. */
  previous?: string;
  /** The public keys of witnesses, each of which must have cosigned the checkpoint. */
  witnesses?: readonly string[];
  /** Certificates of the time stamping authority, as PEM. */
  tsa?: string;
  sha256: Sha256;
  ed25519Verify: Ed25519Verify;
  /** Of an identity provider's tokens. */
  jwsVerify: JwsVerify;
  /** Of time stamps; where absent, their signatures stay open. */
  timestampVerify?: TimestampVerify;
  /** Reads the log somewhere else than here; where absent, here. */
  rebuild?: Rebuild;
};

export type Verdict = {
  /** Whether no check failed; a check without an answer (null) is no failure. */
  ok: boolean;
  checks: Check[];
};

/**
 * Checks a pack. It never throws for what is in the pack: that is a failed check. It throws an Error of one
 * sentence if `vkey` or `previous` cannot be read.
 */
export async function verifyPack(files: PackFiles, options: VerifyOptions): Promise<Verdict> {
  const { sha256, ed25519Verify, jwsVerify, timestampVerify, tsa, rebuild } = options;
  const witnesses = witnessKeys(sha256, options.witnesses ?? []);
  const known: Known = {
    key: options.vkey === undefined ? undefined : parseVkey(sha256, options.vkey),
    previous: options.previous === undefined ? undefined : readHead(options.previous),
  };

  const signed = await reading(() => checkSignature(files, sha256, ed25519Verify));
  const signOffs = await reading(() => readSignOffs(files));
  const leaves = await reading(async () => {
    const log = new CampaignLog();
    const sizes = "value" in signOffs ? signedSizes(signOffs.value) : undefined;
    const then = known.previous?.checkpoint.size;
    return { log, tree: await readLeaves(files, sha256, then, log, sizes, rebuild) };
  });
  const population = await reading(() => readPopulation(files));
  const items = await reading(() => readItems(files, need(population)));
  const evidence = await reading(() => readEvidence(files, sha256, need(population)));
  const payloads = await reading(() => readPayloads(files, sha256));
  const completeness = await reading(() =>
    checkCompleteness(need(leaves).log, need(population), need(items), sha256),
  );

  const head = () => need(signed).head;
  const log = () => need(leaves).log;
  const tree = () => need(leaves).tree;
  const ends = () => need(completeness).ends;
  const checks = [
    await answer("manifest", () => checkManifest(files, sha256)),
    await answer("signature", () => need(signed).check),
    await answer("key", () => checkKey(known, head(), need(signed).key, ed25519Verify)),
    await answer("root", () => checkRoot(head(), tree())),
    await answer("consistency", () => checkConsistency(known.previous, head(), tree())),
    await answer("witnesses", () => checkWitnesses(head(), witnesses, ed25519Verify)),
    ...(tsa !== undefined || stampsIn(files).length > 0
      ? [await answer("timestamps", () => checkTimestamps(files, head(), sha256, timestampVerify, tsa))]
      : []),
    await answer("sealed", () => checkSealed(log())),
    await answer("population", () => checkPopulation(log(), need(population), need(evidence), sha256)),
    await answer("inclusion", () => checkInclusion(files, log(), head(), sha256)),
    await answer("chain", () => checkChain(log())),
    await answer("rows", () => checkRows(files, log(), need(population), need(payloads).words)),
    await answer("payloads", () =>
      checkPayloads(log(), need(payloads).words, need(payloads).findings, isRedacted(files)),
    ),
    ...checkRedacted(files),
    await answer("completeness", () => need(completeness).check),
    await answer("drafts", () => {
      need(evidence);
      return log().drafts.check(files, log(), need(population), sha256);
    }),
    await answer("assignments", () => {
      need(items);
      return log().moves.check(files, need(population), log().launched?.at);
    }),
    await answer("roles", () => log().roles.check(files, log().run)),
    await answer("sources", () => log().imports.check(files, log().launched?.data)),
    await answer("removals", () => log().removals.check(files)),
    await answer("duties", () => checkDuties(log(), need(population))),
    await answer("answers", () => log().questions.check(need(population), log().decisions.values())),
    await answer("exceptions", () => log().exceptions.check(files, log(), need(population))),
    await answer("second looks", () => log().looks.check(files, need(population), log().identities)),
    await answer("rules", async () => {
      const found = new Findings();
      const settings = await readSettings(files, log(), sha256, found);
      const checked = await log().versions.check(files, settings, sha256);
      return found.count > 0
        ? found.check("rules", "", "The settings are not those of the launch.")
        : checked;
    }),
    await answer("sign-offs", async () => {
      const found = new Findings();
      const settings = await readSettings(files, log(), sha256, found);
      const { lines, findings } = need(signOffs);
      const read = { lines, findings: Findings.join([findings, found]) };
      const kept = {
        tree: tree(),
        key: need(signed).key,
        tokens: need(payloads).tokens,
        redacted: isRedacted(files),
      };
      const pack = settings ? { ...kept, settings } : kept;
      return checkSignOffs(log(), read, pack, { sha256, ed25519Verify, jwsVerify });
    }),
    await answer("batches", () => {
      need(items);
      need(evidence);
      return checkBatches(files, log(), need(population), sha256);
    }),
    await answer("actors", () => checkActors(log())),
    await answer("arms", async () => {
      need(items);
      return checkArms(files, log(), need(population), sha256);
    }),
    await answer("challenges", async () => {
      need(items);
      return log().challenges.check(files, log(), need(population), sha256);
    }),
    ...(files.names().includes("oversight.json") || ("value" in leaves && leaves.value.log.oversight.size > 0)
      ? [
          await answer("oversight", () =>
            log().oversight.check(files, { said: need(payloads).said, erased: log().erased }, sha256),
          ),
        ]
      : []),
    await answer("tie-out", () => checkTieOut(files, log(), need(population), ends())),
    await answer("counts", () => checkCounts(files, log(), need(population), ends())),
    await answer("unbound", () => checkUnbound(files, log().arms.committed !== undefined)),
  ];
  return { ok: checks.every((check) => check.ok !== false), checks: withoutIdentities(files, checks) };
}

/** What was read, or the sentence saying why it could not be. */
type Reading<T> = { value: T } | { problem: string };

async function reading<T>(read: () => T | Promise<T>): Promise<Reading<T>> {
  try {
    return { value: await read() };
  } catch (error) {
    return { problem: messageOf(error) };
  }
}

/** The value; throws what kept it from being read, so that the check that needs it fails with that. */
function need<T>(from: Reading<T>): T {
  if ("problem" in from) throw new Error(from.problem);
  return from.value;
}

async function answer(name: string, check: () => Check | Promise<Check>): Promise<Check> {
  try {
    return await check();
  } catch (error) {
    return failed(name, `cannot be checked: ${messageOf(error)}`);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
