/**
 * signoffs.jsonl: what each reviewer signed, and who vouches for it. The leaf commits to the summary; the summary's counts and
 * root are taken again from the decisions in force at that leaf; the identity provider's token names the hash of the log's
 * checkpoint and the summary, and is held against the provider's keys as they are kept here. A passkey signs the same hash,
 * and is held against the key that its enrolment put into the log. What the campaign asked for is what was given.
 */
import { sameBytes, toHex } from "@/lib/audit-log/bytes";
import type { Json, JsonObject } from "@/lib/audit-log/canonical";
import {
  claimsProblem,
  type JwsVerify,
  keysOf,
  parseIdToken,
  signatureProblem,
} from "@/lib/audit-log/id-token";
import type { Sha256 } from "@/lib/audit-log/merkle";
import { type Ed25519Verify, type NoteKey, verifyNote } from "@/lib/audit-log/note";
import { decisionsRoot, prefixedHash, signOffNonce, subjectHash } from "@/lib/audit-log/sign-off";
import { type Check, Findings } from "@/lib/audit-log/verifier/check";
import type { RebuiltTree } from "@/lib/audit-log/verifier/leaves";
import type { CampaignLog, SignedOff } from "@/lib/audit-log/verifier/log";
import { isObject, linesOf, type PackFiles, parseJson } from "@/lib/audit-log/verifier/pack";
import { byBytes } from "@/lib/audit-log/verifier/population";
import { readHead } from "@/lib/audit-log/verifier/signed-head";

const FILE = "signoffs.jsonl";

const MEANING =
  "What was signed is not what was decided, or who vouches for it does not, as the record says they do.";

/** A line of the file that is of a sign-off. */
export type SignOffLine = {
  where: string;
  leaf: number;
  summary: string;
  decisions: readonly (readonly [string, string])[];
  attestation: string;
  checkpoint: string | null;
  token: string | null;
  jwks: string | null;
  assertion: string | null;
};

export type SignOffLines = { lines: SignOffLine[]; findings: Findings };

/** Reads the lines that hold a summary; packs of before have none. */
export async function readSignOffs(files: PackFiles): Promise<SignOffLines> {
  const [lines, findings]: [SignOffLine[], Findings] = [[], new Findings()];
  if (!files.names().includes(FILE)) return { lines, findings };
  let number = 0;
  for await (const text of linesOf(files, FILE)) {
    const where = `${FILE}:${++number}`;
    const entry = parseJson(text);
    if (!isObject(entry)) findings.add(where, "is not a JSON object");
    else if (entry.signed !== undefined) {
      const line = lineOf(where, entry);
      if (line) lines.push(line);
      else findings.add(where, "lacks what a sign-off is made of");
    }
  }
  return { lines, findings };
}

/** Sizes of the log that somebody signed under: the tree's roots there are needed. */
export function signedSizes({ lines }: SignOffLines): Set<number> {
  return new Set(lines.flatMap((l) => sizeOf(l) ?? []));
}

export type SignOffTools = { sha256: Sha256; ed25519Verify: Ed25519Verify; jwsVerify: JwsVerify };

/** Every sign-off's leaf has its line, and the line, the decisions and the provider's token say what the leaf says. */
export async function checkSignOffs(
  log: CampaignLog,
  { lines, findings: reading }: SignOffLines,
  pack: {
    tree: RebuiltTree;
    key: NoteKey;
    tokens: ReadonlyMap<string, string>;
    redacted?: boolean;
    settings?: JsonObject;
  },
  tools: SignOffTools,
): Promise<Check> {
  if (log.signedOff.length === 0 && lines.length + reading.count + log.reopening.count === 0)
    return { name: "sign-offs", ok: true, detail: "nobody signed a review off" };
  const findings = Findings.join([reading, log.reopening, log.passkeys.findings]);
  const byLeaf = new Map(lines.map((l) => [l.leaf, l]));
  if (byLeaf.size !== lines.length) findings.add(FILE, "has two lines for one sign-off");
  const mine = decisionsByReviewer(log);
  const told = { oidc: 0, passkey: 0, session: 0, erased: 0, bare: 0 };
  const issuers = new Set<string>();
  for (const signed of log.signedOff) {
    const line = byLeaf.get(signed.index);
    byLeaf.delete(signed.index);
    if (signed.data.summary === undefined) {
      told.bare++;
      if (line) findings.add(line.where, `leaf ${signed.index} commits to no summary`);
      continue;
    }
    if (!line) {
      findings.add(FILE, `has no line for the sign-off of leaf ${signed.index}`);
      continue;
    }
    for (const what of summaryProblems(log, signed, line, mine.get(signed.actor) ?? [], tools.sha256))
      findings.add(line.where, what);
    for (const what of await checkpointProblems(line, signed, pack, tools)) findings.add(line.where, what);
    const { provider, passkey } = signed.data;
    const lacking = lessThanRequired(pack.settings, signed);
    if (lacking) findings.add(line.where, lacking);
    if (passkey !== undefined || signed.data.by === "passkey") {
      const problem =
        signed.data.by !== "passkey" || provider !== undefined || line.token !== null
          ? `leaf ${signed.index} says two ways of signing at once`
          : await log.passkeys.problem(signed, line, tools);
      if (problem !== undefined) findings.add(line.where, problem);
      told.passkey++;
      continue;
    }
    if (line.assertion !== null)
      findings.add(line.where, "holds a passkey's signature that its leaf does not speak of");
    if (!isObject(provider)) {
      told.session++;
      if (signed.data.by !== "session") findings.add(line.where, `leaf ${signed.index} names no provider`);
      if (line.token !== null) findings.add(line.where, "holds a token that its leaf does not speak of");
      continue;
    }
    issuers.add(String(provider.issuer));
    const erased = signed.commit !== undefined && (pack.redacted === true || log.erased.has(signed.commit));
    const problem = await tokenProblem(signed, provider, line, { erased, tokens: pack.tokens }, tools);
    if (problem !== undefined) findings.add(line.where, problem);
    if (erased) told.erased++;
    else told.oidc++;
  }
  for (const { where, leaf } of byLeaf.values()) findings.add(where, `leaf ${leaf} is no sign-off`);
  for (const what of subjectProblems(log.signedOff)) findings.add(FILE, what);
  const words = wordsOf(log.signedOff.length, told, issuers, log.passkeys.wentBack);
  return findings.check("sign-offs", words, MEANING);
}

/** By how a campaign is to be signed off, the ways that are no less. */
const ENOUGH: Readonly<Record<string, readonly string[]>> = {
  provider: ["oidc"],
  passkey: ["passkey"],
  either: ["oidc", "passkey"],
};

/** A campaign's settings ask for a way of signing off, and less was taken; undefined where not. */
function lessThanRequired(settings: JsonObject | undefined, { index, data }: SignedOff): string | undefined {
  const enough = ENOUGH[String(settings?.signOff)];
  if (!enough || enough.includes(String(data.by))) return undefined;
  return `leaf ${index} is signed off by ${String(data.by)}, and the campaign's settings ask for ${enough.join(" or ")}`;
}

function wordsOf(
  all: number,
  told: Record<"oidc" | "passkey" | "session" | "erased" | "bare", number>,
  issuers: ReadonlySet<string>,
  wentBack: number,
): string {
  const parts = [
    told.oidc > 0
      ? `${told.oidc} vouched for by ${[...issuers].join(", ")} (the provider's keys are as kept in the pack; compare them with your provider's published keys)`
      : "",
    told.erased > 0
      ? `${told.erased} whose token was erased or is withheld, so that only their hashes can be checked`
      : "",
    told.passkey > 0
      ? `${told.passkey} signed by a passkey enrolled at least a day before${wentBack > 0 ? ` (${wentBack} ${wentBack === 1 ? "time a counter" : "times a counter"} did not go up, as with one kept on several devices)` : ""}`
      : "",
    told.session > 0
      ? `${told.session} in a session of the portal, which no identity provider vouches for`
      : "",
    told.bare > 0 ? `${told.bare} recorded without a summary` : "",
  ].filter((part) => part !== "");
  return `${all} ${all === 1 ? "sign-off" : "sign-offs"}: ${parts.join("; ")}`;
}

type Own = { id: string; item: string; index: number; ended: number };

/** Each reviewer's decisions and when they ceased to be in force, by leaf. */
function decisionsByReviewer(log: CampaignLog): Map<string, Own[]> {
  const found = new Map<string, Own[]>();
  for (const { id, item, index, reviewer } of log.decisions.values()) {
    const list = found.get(reviewer) ?? [];
    list.push({ id, item, index, ended: log.ended.get(id) ?? Number.POSITIVE_INFINITY });
    found.set(reviewer, list);
  }
  return found;
}

/** The summary is the one the leaf commits to, and counts the decisions in force at that leaf, all of them and no other. */
function* summaryProblems(
  log: CampaignLog,
  signed: SignedOff,
  line: SignOffLine,
  own: readonly Own[],
  sha256: Sha256,
): Generator<string> {
  const leaf = `leaf ${signed.index}`;
  if (prefixedHash(sha256, line.summary) !== signed.data.summary) {
    yield `its summary is not the one that ${leaf} commits to`;
    return;
  }
  const summary = parseJson(line.summary);
  if (!isObject(summary)) {
    yield "its summary is not a JSON object";
    return;
  }
  if (
    summary.campaign !== log.campaign ||
    summary.reviewer !== signed.actor ||
    signed.data.reviewer !== signed.actor
  )
    yield `its summary is of another campaign or reviewer than ${leaf}, which is by ${signed.actor}`;
  if (!isObject(summary.attestation) || summary.attestation.sha256 !== prefixedHash(sha256, line.attestation))
    yield "the words beside it are not those that were signed";
  const ordered = line.decisions.every(
    ([item], at) => at === 0 || byBytes(line.decisions[at - 1]?.[0] ?? "", item) < 0,
  );
  if (!ordered || decisionsRoot(sha256, line.decisions) !== summary.decisions)
    yield "the decisions beside it do not make the root that was signed";
  const outcomes: Record<string, number> = { certify: 0, certify_until: 0, revoke: 0, modify: 0 };
  const listed = new Set<string>();
  for (const [item, id] of line.decisions) {
    const decision = log.decisions.get(id);
    const ended = log.ended.get(id) ?? Number.POSITIVE_INFINITY;
    listed.add(id);
    if (!decision || decision.index >= signed.index || ended < signed.index) {
      yield `decision ${id} on item ${item} was not in force at ${leaf}`;
      continue;
    }
    const direct = decision.item === item && decision.reviewer === signed.actor;
    const answered = decision.item !== item && Number(decision.data.answers ?? 0) > 0;
    if (!direct && !answered) yield `decision ${id} is not ${signed.actor}'s on item ${item}`;
    const outcome = String(decision.data.outcome);
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  }
  for (const { id, item, index, ended } of own)
    if (index < signed.index && ended > signed.index && !listed.has(id))
      yield `leaves out decision ${id} on item ${item}, in force at ${leaf}`;
  const said: Json = isObject(summary.outcomes) ? summary.outcomes : {};
  const wrong = Object.entries(outcomes).find(([outcome, count]) => said[outcome] !== count);
  if (wrong) yield `its summary counts ${String(said[wrong[0]])} ${wrong[0]}, the decisions are ${wrong[1]}`;
  if (summary.items !== line.decisions.length || signed.data.items !== line.decisions.length)
    yield `its summary or ${leaf} counts other than the ${line.decisions.length} items that were signed`;
}

/** The checkpoint signed under is the log's own, and covers each of the decisions. */
async function* checkpointLines(
  line: SignOffLine,
  signed: SignedOff,
  { tree, key }: { tree: RebuiltTree; key: NoteKey },
  { ed25519Verify }: SignOffTools,
): AsyncGenerator<string> {
  const summary = parseJson(line.summary);
  const said = isObject(summary) && isObject(summary.checkpoint) ? summary.checkpoint : undefined;
  if (!said || line.checkpoint === null) {
    if (said || line.checkpoint !== null || signed.data.by !== "session")
      yield "its checkpoint is missing here or in its summary";
    return;
  }
  const head = readHead(line.checkpoint);
  const problem = await verifyNote(head.note, key, ed25519Verify);
  if (problem) yield `its checkpoint: ${problem}`;
  const { size, root } = head.checkpoint;
  if (said.size !== size || said.root !== `sha256:${toHex(root)}`)
    yield "its checkpoint is not the one that its summary names";
  const then = tree.rootsAt.get(size);
  if (!then || !sameBytes(then, root)) yield `the log did not have its checkpoint's root at size ${size}`;
  if (size > signed.index) yield `its checkpoint of size ${size} is later than leaf ${signed.index}`;
}

async function checkpointProblems(...given: Parameters<typeof checkpointLines>): Promise<string[]> {
  const found: string[] = [];
  try {
    for await (const what of checkpointLines(...given)) found.push(what);
  } catch (error) {
    found.push(`its checkpoint cannot be read: ${messageOf(error)}`);
  }
  return found;
}

/** What is wrong with the provider's word for it; undefined where nothing is, or where the token was erased. */
async function tokenProblem(
  signed: SignedOff,
  provider: JsonObject,
  line: SignOffLine,
  kept: { erased: boolean; tokens: ReadonlyMap<string, string> },
  { sha256, jwsVerify }: SignOffTools,
): Promise<string | undefined> {
  const nonce = signOffNonce(sha256, line.checkpoint ?? "", line.summary);
  if (provider.nonce !== nonce)
    return `leaf ${signed.index} names another nonce than the hash of checkpoint and summary`;
  if (line.jwks === null || prefixedHash(sha256, line.jwks) !== provider.jwks)
    return `the provider's keys are not those that leaf ${signed.index} commits to`;
  if (kept.erased) return line.token === null ? undefined : "holds a token that an erasure names";
  if (line.token === null) return "its token is missing, and no erasure names it";
  if (kept.tokens.get(signed.commit ?? "") !== line.token)
    return `its token is not the one that leaf ${signed.index} commits to`;
  try {
    const token = parseIdToken(line.token);
    const unsigned = await signatureProblem(token, keysOf(line.jwks), jwsVerify);
    if (unsigned) return `the token ${unsigned}`;
    const wrong = claimsProblem(token, {
      issuer: String(provider.issuer),
      client: String(provider.client),
      nonce,
      prepared: secondsOf(provider.prepared),
      recorded: secondsOf(signed.at),
      acr: Array.isArray(provider.acr) ? provider.acr.map(String) : [],
    });
    if (wrong) return `the token ${wrong}`;
    const subject = subjectHash(sha256, String(provider.issuer), String(token.claims.sub));
    return subject === provider.subject
      ? undefined
      : `the token is another person's than the one leaf ${signed.index} names`;
  } catch (error) {
    return `the token ${messageOf(error)}`;
  }
}

/** One person is one to the provider, and nobody is two. */
function* subjectProblems(all: readonly SignedOff[]): Generator<string> {
  const people = new Map<string, string>();
  const subjects = new Map<string, string>();
  for (const { index, actor, data } of all) {
    if (!isObject(data.provider)) continue;
    const subject = String(data.provider.subject);
    const issuer = String(data.provider.issuer);
    const before = subjects.get(`${actor} ${issuer}`);
    const whose = people.get(subject);
    if (before !== undefined && before !== subject)
      yield `leaf ${index}: ${actor} signed with two sign-ins of ${issuer}`;
    if (whose !== undefined && whose !== actor)
      yield `leaf ${index}: one sign-in signed for ${whose} and ${actor}`;
    subjects.set(`${actor} ${issuer}`, subject);
    people.set(subject, actor);
  }
}

function lineOf(where: string, entry: JsonObject): SignOffLine | undefined {
  const { leaf_index: leaf, signed } = entry;
  if (typeof leaf !== "number" || !isObject(signed)) return undefined;
  const { summary, decisions, attestation, checkpoint, token, jwks, assertion } = signed;
  const pairs = Array.isArray(decisions) ? decisions.map(pairOf) : [undefined];
  const whole = pairs.flatMap((pair) => (pair ? [pair] : []));
  if (typeof summary !== "string" || typeof attestation !== "string" || whole.length !== pairs.length)
    return undefined;
  return {
    where,
    leaf,
    summary,
    attestation,
    decisions: whole,
    checkpoint: textOr(checkpoint),
    token: textOr(token),
    jwks: textOr(jwks),
    assertion: textOr(assertion),
  };
}

function pairOf(value: Json): [string, string] | undefined {
  if (!Array.isArray(value) || value.length !== 2) return undefined;
  const [item, decision] = value;
  return typeof item === "string" && typeof decision === "string" ? [item, decision] : undefined;
}

const textOr = (value: Json | undefined): string | null => (typeof value === "string" ? value : null);
const secondsOf = (value: Json | undefined): number => Date.parse(String(value)) / 1000;

function sizeOf({ checkpoint }: SignOffLine): number | undefined {
  try {
    return checkpoint === null ? undefined : readHead(checkpoint).checkpoint.size;
  } catch {
    return undefined;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
