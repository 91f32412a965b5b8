/**
 * Passkeys: the key that signed a review off was enrolled by the same person at least a day before, was not removed by then,
 * and its signature is over the hash of the log's checkpoint and the summary, at the portal's own address, with the person
 * verified by the device.
 */
import { assertionProblem, counterOf, PASSKEY_AGE, parseAssertion } from "@/lib/audit-log/assertion";
import type { Json, JsonObject } from "@/lib/audit-log/canonical";
import type { JwsVerify } from "@/lib/audit-log/id-token";
import type { Sha256 } from "@/lib/audit-log/merkle";
import { prefixedHash, signOffNonce } from "@/lib/audit-log/sign-off";
import { Findings } from "@/lib/audit-log/verifier/check";
import { type Leaf, placeOf } from "@/lib/audit-log/verifier/leaf";
import { isObject } from "@/lib/audit-log/verifier/pack";

type Enrolled = {
  index: number;
  at: number;
  person: string;
  algorithm: string;
  key: JsonObject;
  rp: string;
  counter: number;
  removed: number;
};

/** A `review.signed_off` leaf, as far as a passkey needs it. */
type Signed = { index: number; at: string; actor: string; data: JsonObject };
/** The line beside it. */
type Line = { summary: string; checkpoint: string | null; assertion: string | null };

export class PasskeyLog {
  readonly findings = new Findings();
  /** How often a passkey counted back: one on several devices does, a copied one would too. */
  wentBack = 0;
  private readonly enrolled = new Map<string, Enrolled>();
  private readonly counted = new Map<string, number>();
  private readonly used = new Map<string, number>();

  /** Whoever enrols a key enrols their own, once. */
  enrol(leaf: Leaf): void {
    const { index, at, actor, data } = leaf;
    const { passkey, person, algorithm, key, rp, counter } = data;
    const known = this.enrolled.get(String(passkey));
    if (
      typeof passkey !== "string" ||
      typeof algorithm !== "string" ||
      typeof rp !== "string" ||
      !isObject(key)
    ) {
      this.findings.add(placeOf(leaf), "lacks its id, its host or its key");
      return;
    }
    if (actor.kind !== "person" || actor.id !== person) {
      const whose = `enrols a passkey for ${String(person)}, and is by ${actor.kind} ${actor.id}`;
      this.findings.add(placeOf(leaf), whose);
      return;
    }
    if (known) {
      this.findings.add(placeOf(leaf), `enrols a passkey again, after leaf ${known.index}`);
      return;
    }
    this.enrolled.set(passkey, {
      index,
      at: Date.parse(at),
      person: actor.id,
      algorithm,
      key,
      rp,
      counter: typeof counter === "number" ? counter : 0,
      removed: Number.POSITIVE_INFINITY,
    });
  }

  remove({ index, data }: Leaf): void {
    const known = this.enrolled.get(String(data.passkey));
    if (known) known.removed = Math.min(known.removed, index);
  }

  /** What is wrong with a sign-off by passkey; undefined where nothing is. Sign-offs come in the order of the log. */
  async problem(
    signed: Signed,
    line: Line,
    tools: { sha256: Sha256; jwsVerify: JwsVerify },
  ): Promise<string | undefined> {
    const leaf = `leaf ${signed.index}`;
    const said: Json | undefined = signed.data.passkey;
    if (!isObject(said)) return `${leaf} names no passkey`;
    const challenge = signOffNonce(tools.sha256, line.checkpoint ?? "", line.summary);
    if (said.challenge !== challenge)
      return `${leaf} names another challenge than the hash of checkpoint and summary`;
    if (line.assertion === null) return "the passkey's signature is missing";
    if (prefixedHash(tools.sha256, line.assertion) !== said.assertion)
      return `the passkey's signature is not the one that ${leaf} commits to`;
    const assertion = parseAssertion(line.assertion);
    if (!assertion) return "the passkey's signature cannot be read";
    const before = this.used.get(assertion.signature);
    if (before !== undefined) return `the passkey's signature signed leaf ${before} already`;
    this.used.set(assertion.signature, signed.index);
    const id = String(said.id);
    const key = this.enrolled.get(id);
    if (!key || key.index >= signed.index)
      return `${leaf} is signed by passkey ${id}, which nobody had enrolled`;
    if (key.person !== signed.actor)
      return `${leaf} is signed by a passkey of ${key.person}, and is by ${signed.actor}`;
    if (key.removed < signed.index) return `${leaf} is signed by a passkey that leaf ${key.removed} removed`;
    if (!(Date.parse(signed.at) - key.at >= PASSKEY_AGE))
      return `${leaf} is signed by a passkey that leaf ${key.index} enrolled less than a day before`;
    if (said.rp !== key.rp || !isOf(said.origin, key.rp))
      return `${leaf} names another address than ${key.rp}, for which the passkey was enrolled`;
    const { algorithm, key: jwk, rp } = key;
    const expected = { challenge, origin: String(said.origin), rp, algorithm, key: jwk };
    const wrong = await assertionProblem(assertion, expected, tools);
    if (wrong) return `the passkey's signature ${wrong}`;
    this.count(id, key.counter, counterOf(assertion));
    return undefined;
  }

  private count(id: string, enrolledAt: number, now: number): void {
    const last = this.counted.get(id) ?? enrolledAt;
    if (now <= last && (now > 0 || last > 0)) this.wentBack++;
    this.counted.set(id, now);
  }
}

/** Whether an origin is of this host: with TLS, or on one's own computer. */
function isOf(origin: Json | undefined, host: string): boolean {
  const url = typeof origin === "string" ? URL.parse(origin) : null;
  if (url?.hostname !== host || url.origin !== origin) return false;
  return url.protocol === "https:" || host === "localhost";
}
