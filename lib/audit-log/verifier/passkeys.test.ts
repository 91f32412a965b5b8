import { describe, expect, it } from "vitest";
import { assertionText } from "@/lib/audit-log/assertion";
import type { JsonObject } from "@/lib/audit-log/canonical";
import { signCheckpoint } from "@/lib/audit-log/checkpoint";
import { ed25519Verify, generateKeyPem, readLogKey } from "@/lib/audit-log/ed25519";
import { jwsVerify } from "@/lib/audit-log/jws";
import { parseVkey } from "@/lib/audit-log/note";
import { sha256 } from "@/lib/audit-log/sha256";
import {
  decisionsRoot,
  prefixedHash,
  type SignOffSummary,
  signOffNonce,
  summaryText,
} from "@/lib/audit-log/sign-off";
import { Findings } from "@/lib/audit-log/verifier/check";
import type { Leaf } from "@/lib/audit-log/verifier/leaf";
import { CampaignLog } from "@/lib/audit-log/verifier/log";
import { checkSignOffs, type SignOffLine } from "@/lib/audit-log/verifier/sign-offs";
import { type Lies, type PasskeyAlgorithm, type SoftPasskey, softPasskey } from "@/lib/testing/authenticator";

const at = "https://review.example";
const recorded = "2031-01-05T09:01:00.000Z";
const earlier = (ms: number) => new Date(Date.parse(recorded) - ms).toISOString();
const day = 86_400_000;
const root = new Uint8Array(32).fill(7);
const size = 4;
const key = readLogKey("countersign/test", generateKeyPem());
const note = signCheckpoint({ origin: key.name, size, root }, [key]);
const words = "I decided each item myself.";

/** What whoever makes a pack chose to write, wherever it stands. */
type Forgery = {
  algorithm?: PasskeyAlgorithm;
  summary?: Partial<SignOffSummary>;
  /** What the device was made to sign, and how it lied. */
  lies?: Lies;
  device?: SoftPasskey;
  enrolledAt?: string;
  enrolment?: JsonObject;
  enroller?: string;
  removed?: true;
  said?: JsonObject;
  leaf?: JsonObject;
  line?: Partial<SignOffLine>;
  settings?: JsonObject;
  actor?: string;
};

const leafAt = (index: number, type: string, data: JsonObject, more: Partial<Leaf> = {}): Leaf => ({
  index,
  hash: String(index).repeat(64).slice(0, 64),
  id: `event-${index}`,
  at: recorded,
  type,
  actor: { kind: "person", id: "olu" },
  campaign: "campaign",
  item: undefined,
  itemSeq: undefined,
  prev: undefined,
  commit: undefined,
  refs: {},
  data,
  ...more,
});

const decisions: [string, string][] = [["item-1", "decision-1"]];

/** A log of an enrolment, a decision and its sign-off, made whole by whoever forges: only what a device signed resists. */
function pack(forgery: Forgery = {}) {
  const algorithm = forgery.algorithm ?? "ES256";
  const enrolled = softPasskey(at, algorithm);
  const device = forgery.device ?? enrolled;
  const actor = forgery.actor ?? "olu";
  const summary = summaryText({
    v: 1,
    campaign: "campaign",
    review: "review",
    reviewer: actor,
    items: 1,
    outcomes: { certify: 1, certify_until: 0, revoke: 0, modify: 0 },
    waiting: 0,
    decisions: decisionsRoot(sha256, decisions),
    attestation: { version: 1, sha256: prefixedHash(sha256, words) },
    checkpoint: { size, root: `sha256:${Buffer.from(root).toString("hex")}` },
    ...forgery.summary,
  });
  const challenge = signOffNonce(sha256, note, summary);
  const assertion = assertionText(device.sign(challenge, forgery.lies).response);
  const log = new CampaignLog();
  log.visit(
    leafAt(
      0,
      "passkey.enrolled",
      {
        passkey: "key-1",
        person: "olu",
        algorithm,
        key: enrolled.jwk,
        rp: "review.example",
        counter: 0,
        synced: true,
        ...forgery.enrolment,
      },
      {
        campaign: undefined,
        at: forgery.enrolledAt ?? earlier(day),
        actor: { kind: "person", id: forgery.enroller ?? "olu" },
      },
    ),
  );
  log.visit(leafAt(1, "campaign.launched", { items: 1 }));
  log.visit(
    leafAt(
      2,
      "decision.recorded",
      { decision: "decision-1", outcome: "certify" },
      { item: "item-1", itemSeq: 1, actor: { kind: "person", id: actor } },
    ),
  );
  if (forgery.removed)
    log.visit(leafAt(3, "passkey.removed", { passkey: "key-1", person: "olu" }, { campaign: undefined }));
  const data: JsonObject = {
    reviewer: actor,
    items: 1,
    decided: 1,
    by: "passkey",
    summary: prefixedHash(sha256, summary),
    passkey: {
      id: "key-1",
      challenge,
      origin: at,
      rp: "review.example",
      assertion: prefixedHash(sha256, assertion),
      prepared: earlier(60_000),
      counter: 1,
      ...forgery.said,
    },
    ...forgery.leaf,
  };
  log.visit(leafAt(4, "review.signed_off", data, { actor: { kind: "person", id: actor } }));
  const line: SignOffLine = {
    where: "signoffs.jsonl:1",
    leaf: 4,
    summary,
    decisions,
    attestation: words,
    checkpoint: note,
    token: null,
    jwks: null,
    assertion,
    ...forgery.line,
  };
  return { log, line, assertion };
}

function judged(log: CampaignLog, lines: SignOffLine[], settings?: JsonObject) {
  const tree = {
    size: 6,
    root,
    rootThen: undefined,
    rootsAt: new Map([[size, root]]),
    findings: new Findings(),
  };
  const kept = { tree, key: parseVkey(sha256, key.vkey), tokens: new Map<string, string>() };
  return checkSignOffs(log, { lines, findings: new Findings() }, settings ? { ...kept, settings } : kept, {
    sha256,
    ed25519Verify,
    jwsVerify,
  });
}

const check = (forgery: Forgery = {}) => {
  const { log, line } = pack(forgery);
  return judged(log, [line], forgery.settings);
};

describe("I20: a sign-off by passkey", () => {
  it.each(["ES256", "EdDSA", "RS256"] as const)("holds offline, by %s", async (algorithm) => {
    const { ok, detail } = await check({ algorithm });
    expect(detail).toContain("1 sign-off: 1 signed by a passkey enrolled at least a day before");
    expect(ok).toBe(true);
  });

  it.each<[what: string, forgery: Forgery, why: string]>([
    [
      "another summary than the device signed",
      { lies: { challenge: signOffNonce(sha256, note, "another summary") } },
      "its challenge is another one",
    ],
    ["a summary that the leaf is not of", { line: { summary: "{}" } }, "not the one that leaf 4 commits to"],
    [
      "counts that are not the decisions'",
      { summary: { outcomes: { certify: 0, certify_until: 0, revoke: 1, modify: 0 } } },
      "counts 0 certify",
    ],
    ["another key", { device: softPasskey(at) }, "not by the enrolled key"],
    ["a person who was not verified", { lies: { without: 4 } }, "by PIN, finger or face"],
    ["nobody there", { lies: { without: 1 } }, "nobody there"],
    ["another address", { lies: { origin: "https://evil.example" } }, "was made at https://evil.example"],
    [
      "another address that the leaf admits to",
      {
        lies: { origin: "https://evil.example" },
        said: { origin: "https://evil.example" },
      },
      "another address than review.example",
    ],
    [
      "plain http",
      {
        lies: { origin: "http://review.example" },
        said: { origin: "http://review.example" },
      },
      "another address than review.example",
    ],
    ["another host's data", { lies: { rp: "evil.example" } }, "for another host"],
    ["a key enrolled an hour before", { enrolledAt: earlier(3_600_000) }, "less than a day before"],
    [
      "a key enrolled a day less a millisecond before",
      { enrolledAt: earlier(day - 1) },
      "less than a day before",
    ],
    ["a key without a time", { enrolledAt: "never" }, "less than a day before"],
    ["a removed key", { removed: true }, "that leaf 3 removed"],
    ["another person's key", { actor: "noa" }, "by a passkey of olu"],
    ["a key somebody enrolled for another", { enroller: "ada" }, "enrols a passkey for olu"],
    ["a key that nobody enrolled", { said: { id: "key-2" } }, "nobody had enrolled"],
    ["another challenge in the leaf", { said: { challenge: "A".repeat(43) } }, "names another challenge"],
    [
      "another signature than the leaf's",
      {
        line: { assertion: assertionText(softPasskey(at).sign("x").response) },
      },
      "not the one that leaf 4 commits to",
    ],
    ["a withheld signature", { line: { assertion: null } }, "signature is missing"],
    ["a token beside it", { line: { token: "a.b.c" } }, "two ways of signing"],
    ["a session that was said to be a passkey", { leaf: { by: "session" } }, "two ways of signing"],
    ["no checkpoint", { line: { checkpoint: null } }, "its checkpoint is missing"],
    ["a campaign that asks for the provider", { settings: { signOff: "provider" } }, "ask for oidc"],
  ])("catches %s", async (_, forgery, why) => {
    const { ok, detail } = await check(forgery);
    expect(detail).toContain(why);
    expect(ok).toBe(false);
  });

  it("catches a replayed signature of another review", async () => {
    const first = pack();
    const other = pack({ summary: { review: "another review" } });
    const signature = { assertion: first.assertion };
    const replayed = pack({
      summary: { review: "another review" },
      said: { assertion: prefixedHash(sha256, first.assertion) },
      line: signature,
    });
    expect((await judged(other.log, [other.line])).ok).toBe(true);
    expect((await judged(replayed.log, [replayed.line])).detail).toContain("its challenge is another one");
  });

  it("catches one signature for two sign-offs", async () => {
    const { log, line } = pack();
    const [first] = log.signedOff;
    if (!first) throw new Error("There is a sign-off.");
    log.visit(leafAt(5, "review.signed_off", first.data));
    const { detail } = await judged(log, [line, { ...line, where: "signoffs.jsonl:2", leaf: 5 }]);
    expect(detail).toContain("signed leaf 4 already");
  });

  it.each([
    ["passkey", "session"],
    ["either", "session"],
    ["provider", "session"],
  ])("a campaign that asks for %s accepts no %s", async (signOff, by) => {
    const { log, line } = pack({ line: { assertion: null } });
    const [first] = log.signedOff;
    if (!first) throw new Error("There is a sign-off.");
    const { passkey: _, ...data } = first.data;
    log.signedOff[0] = { ...first, data: { ...data, by } };
    expect((await judged(log, [line])).ok).toBe(true);
    const { ok, detail } = await judged(log, [line], { signOff });
    expect(detail).toContain(`is signed off by ${by}`);
    expect(ok).toBe(false);
  });

  it("accepts what a campaign asks for", async () => {
    for (const signOff of ["passkey", "either", "as_set_up"])
      expect((await check({ settings: { signOff } })).ok, signOff).toBe(true);
  });

  it("notes a counter that went back, and holds", async () => {
    const { ok, detail } = await check({ lies: { counter: 3 }, enrolment: { counter: 9 } });
    expect(detail).toContain("1 time a counter did not go up");
    expect(ok).toBe(true);
    expect((await check({ lies: { counter: 0 } })).detail).not.toContain("counter");
  });
});
