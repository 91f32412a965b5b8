import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { describe, expect, it } from "vitest";
import { toUtf8 } from "@/lib/audit-log/bytes";
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
  subjectHash,
  summaryText,
} from "@/lib/audit-log/sign-off";
import { Findings } from "@/lib/audit-log/verifier/check";
import type { Leaf } from "@/lib/audit-log/verifier/leaf";
import { CampaignLog } from "@/lib/audit-log/verifier/log";
import { checkSignOffs, type SignOffLine } from "@/lib/audit-log/verifier/sign-offs";

const issuer = "https://id.example";
const client = "portal";
const prepared = "2031-01-05T09:00:00.000Z";
const recorded = "2031-01-05T09:01:00.000Z";
const signedInAt = Date.parse(prepared) / 1000 + 20;
const root = new Uint8Array(32).fill(7);
const size = 3;
const key = readLogKey("countersign/test", generateKeyPem());
const note = signCheckpoint({ origin: key.name, size, root }, [key]);
const words = "I decided each item myself.";
const commit = "c".repeat(64);

type Algorithm = "RS256" | "PS256" | "ES256" | "EdDSA";
const pairs: Record<Algorithm, { privateKey: KeyObject; publicKey: KeyObject }> = {
  RS256: generateKeyPairSync("rsa", { modulusLength: 2048 }),
  PS256: generateKeyPairSync("rsa", { modulusLength: 2048 }),
  ES256: generateKeyPairSync("ec", { namedCurve: "P-256" }),
  EdDSA: generateKeyPairSync("ed25519"),
};

const base64url = (text: string | Uint8Array) => Buffer.from(text).toString("base64url");

function signed(algorithm: Algorithm, data: string): Uint8Array {
  const { privateKey } = pairs[algorithm];
  if (algorithm === "EdDSA") return sign(null, toUtf8(data), privateKey);
  if (algorithm === "ES256")
    return sign("sha256", toUtf8(data), { key: privateKey, dsaEncoding: "ieee-p1363" });
  if (algorithm === "PS256")
    return sign("sha256", toUtf8(data), { key: privateKey, padding: 6, saltLength: 32 });
  return sign("sha256", toUtf8(data), privateKey);
}

function tokenOf(claims: JsonObject, algorithm: Algorithm = "RS256"): string {
  const text = `${base64url(JSON.stringify({ alg: algorithm, kid: algorithm }))}.${base64url(JSON.stringify(claims))}`;
  return `${text}.${base64url(signed(algorithm, text))}`;
}

const jwksOf = (...algorithms: Algorithm[]) =>
  JSON.stringify({
    keys: algorithms.map((a) => ({ ...pairs[a].publicKey.export({ format: "jwk" }), kid: a })),
  });

/** What whoever makes a pack chose to write, wherever it stands. */
type Forgery = {
  summary?: Partial<SignOffSummary>;
  claims?: JsonObject;
  provider?: JsonObject;
  line?: Partial<SignOffLine>;
  algorithm?: Algorithm;
  token?: string;
  kept?: string;
  erased?: true;
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

const decisions: [string, string][] = [
  ["item-1", "decision-1"],
  ["item-2", "decision-2"],
];

/** A log of two decisions and their sign-off, made whole by whoever forges: only what others signed resists. */
function pack(forgery: Forgery = {}) {
  const summary = summaryText({
    v: 1,
    campaign: "campaign",
    review: "review",
    reviewer: "olu",
    items: 2,
    outcomes: { certify: 1, certify_until: 0, revoke: 1, modify: 0 },
    waiting: 0,
    decisions: decisionsRoot(sha256, decisions),
    attestation: { version: 1, sha256: prefixedHash(sha256, words) },
    checkpoint: { size, root: `sha256:${Buffer.from(root).toString("hex")}` },
    ...forgery.summary,
  });
  const nonce = signOffNonce(sha256, note, summary);
  const jwks = forgery.kept ?? jwksOf("RS256", "PS256", "ES256", "EdDSA");
  const claims = {
    iss: issuer,
    aud: client,
    sub: "subject-of-olu",
    nonce,
    auth_time: signedInAt,
    exp: signedInAt + 3600,
    ...forgery.claims,
  };
  const token = forgery.token ?? tokenOf(claims, forgery.algorithm);
  const log = new CampaignLog();
  log.visit(leafAt(0, "campaign.launched", { items: 2 }));
  const decide = (index: number, n: number, outcome: string) =>
    log.visit(
      leafAt(
        index,
        "decision.recorded",
        { decision: `decision-${n}`, outcome },
        { item: `item-${n}`, itemSeq: 1 },
      ),
    );
  decide(1, 1, "certify");
  decide(2, 2, "revoke");
  const provider = {
    nonce,
    issuer,
    client,
    subject: subjectHash(sha256, issuer, "subject-of-olu"),
    jwks: prefixedHash(sha256, jwks),
    prepared,
    acr: [],
    ...forgery.provider,
  };
  const data = {
    reviewer: "olu",
    items: 2,
    decided: 2,
    by: "oidc",
    summary: prefixedHash(sha256, summary),
    provider,
  };
  log.visit(leafAt(3, "review.signed_off", data, { commit }));
  if (forgery.erased) log.visit(leafAt(4, "erasure.performed", { commit: `sha256:${commit}` }));
  const line: SignOffLine = {
    where: "signoffs.jsonl:1",
    leaf: 3,
    summary,
    decisions,
    attestation: words,
    checkpoint: note,
    token: forgery.erased ? null : token,
    jwks,
    assertion: null,
    ...forgery.line,
  };
  return { log, line, token };
}

async function check(forgery?: Forgery) {
  const { log, line, token } = pack(forgery);
  const tree = {
    size: 4,
    root,
    rootThen: undefined,
    rootsAt: new Map([[size, root]]),
    findings: new Findings(),
  };
  return checkSignOffs(
    log,
    { lines: [line], findings: new Findings() },
    { tree, key: parseVkey(sha256, key.vkey), tokens: new Map(forgery?.erased ? [] : [[commit, token]]) },
    { sha256, ed25519Verify, jwsVerify },
  );
}

describe("I20: what a reviewer signed, and who vouches for it, without our server", () => {
  it.each(["RS256", "PS256", "ES256", "EdDSA"] as const)(
    "holds for a token signed by %s",
    async (algorithm) => {
      const { ok, detail } = await check({ algorithm });
      expect(detail).toContain(`1 vouched for by ${issuer}`);
      expect(detail).toContain("compare them with your provider's published keys");
      expect(ok).toBe(true);
    },
  );

  it("says that a token was erased, and still holds the rest", async () => {
    const { ok, detail } = await check({ erased: true });
    expect(detail).toContain("1 whose token was erased");
    expect(ok).toBe(true);
    const forged = await check({ erased: true, summary: { items: 3 } });
    expect(forged.ok).toBe(false);
  });

  const other = { ...decisionsOf("other") };
  it.each<[what: string, forgery: Forgery, why: string]>([
    [
      "a summary that the token is not of",
      { claims: { nonce: signOffNonce(sha256, note, "another summary") } },
      "vouches for something else",
    ],
    ["a summary that the leaf is not of", { line: { summary: "{}" } }, "not the one that leaf 3 commits to"],
    [
      "counts that are not the decisions'",
      { summary: { outcomes: { certify: 2, certify_until: 0, revoke: 0, modify: 0 } } },
      "counts 2 certify, the decisions are 1",
    ],
    ["a decision that was never in force", other, "was not in force"],
    [
      "a decision left out",
      {
        summary: { items: 1, decisions: decisionsRoot(sha256, decisions.slice(0, 1)) },
        line: { decisions: decisions.slice(0, 1) },
      },
      "leaves out decision decision-2",
    ],
    [
      "a root over other decisions",
      { summary: { decisions: prefixedHash(sha256, "") } },
      "do not make the root",
    ],
    [
      "other words than were signed",
      { line: { attestation: "I looked at nothing." } },
      "the words beside it",
    ],
    [
      "the token of another review",
      {
        token: tokenOf({
          iss: issuer,
          aud: client,
          sub: "subject-of-olu",
          nonce: "x".repeat(43),
          auth_time: signedInAt,
          exp: signedInAt + 60,
        }),
      },
      "vouches for something else",
    ],
    ["another person's token", { claims: { sub: "subject-of-noa" } }, "another person's"],
    ["a stale sign-in", { claims: { auth_time: signedInAt - 3600 } }, "older sign-in"],
    ["no time of a sign-in", { claims: { auth_time: "now" } }, "does not say when"],
    ["a sign-in after the fact", { claims: { auth_time: signedInAt + 3600 } }, "after it was recorded"],
    [
      "another provider's token",
      { claims: { iss: "https://elsewhere.example" } },
      "is of https://elsewhere.example",
    ],
    ["another application's token", { claims: { aud: "mail" } }, "another application"],
    ["a weaker sign-in than required", { provider: { acr: ["two"] } }, "two is required"],
    [
      "a changed key",
      {
        kept: JSON.stringify({
          keys: [{ ...pairs.PS256.publicKey.export({ format: "jwk" }), kid: "RS256" }],
        }),
      },
      "not signed by the kept keys",
    ],
    ["a key of another name", { kept: jwksOf("ES256") }, "not among the kept keys"],
    ["keys that the leaf does not commit to", { line: { jwks: jwksOf("RS256") } }, "keys are not those"],
    [
      "a token that the leaf does not commit to",
      { line: { token: tokenOf({ iss: issuer }) } },
      "not the one that leaf 3 commits to",
    ],
    ["a withheld token", { line: { token: null } }, "no erasure names it"],
    [
      "a token that nobody signed",
      { token: `${base64url('{"alg":"none"}')}.${base64url("{}")}.AA` },
      "nobody but the provider can check",
    ],
    [
      "a checkpoint that the log never had",
      { line: { checkpoint: signCheckpoint({ origin: key.name, size: 2, root }, [key]) } },
      "did not have its checkpoint's root",
    ],
    [
      "a checkpoint somebody else signed",
      {
        line: {
          checkpoint: signCheckpoint({ origin: key.name, size, root }, [
            readLogKey(key.name, generateKeyPem()),
          ]),
        },
      },
      "its checkpoint:",
    ],
  ])("catches %s", async (_, forgery, why) => {
    const { ok, detail } = await check(forgery);
    expect(detail).toContain(why);
    expect(ok).toBe(false);
  });
});

it("I20: a review is opened again by two who are not its reviewer", async () => {
  const opened = async (asker: string | null, granter: string) => {
    const { log, line, token } = pack();
    if (asker)
      log.visit(leafAt(4, "reopening.asked", { reopening: "r" }, { actor: { kind: "person", id: asker } }));
    const data = { reviewer: "olu", reopening: "r", asked_by: asker ?? "" };
    log.visit(leafAt(5, "review.reopened", data, { actor: { kind: "person", id: granter } }));
    const tree = {
      size: 6,
      root,
      rootThen: undefined,
      rootsAt: new Map([[size, root]]),
      findings: new Findings(),
    };
    const kept = { tree, key: parseVkey(sha256, key.vkey), tokens: new Map([[commit, token]]) };
    const tools = { sha256, ed25519Verify, jwsVerify };
    return (await checkSignOffs(log, { lines: [line], findings: new Findings() }, kept, tools)).detail;
  };
  expect(await opened("ada", "cleo")).toContain("1 sign-off:");
  expect(await opened(null, "cleo")).toContain("nobody asked for");
  for (const [asker, granter] of [
    ["cleo", "cleo"],
    ["olu", "cleo"],
    ["ada", "olu"],
  ] as const)
    expect(await opened(asker, granter)).toContain("without a second person");
});

/** A sign-off over a decision that the log does not have. */
function decisionsOf(id: string): Forgery {
  const list: [string, string][] = [
    ["item-1", id],
    ["item-2", "decision-2"],
  ];
  return { summary: { decisions: decisionsRoot(sha256, list) }, line: { decisions: list } };
}
