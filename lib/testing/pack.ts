/**
 * A small evidence pack of an invented campaign, built with the log's own functions. A plan can change the
 * story before it is logged (what somebody with the key could do); the finished files can be changed after
 * (what anybody could do).
 */
import { concatBytes, toBase64, toHex, toUtf8 } from "@/lib/audit-log/bytes";
import { canonicalRecordBytes, type JsonObject } from "@/lib/audit-log/canonical";
import { signCheckpoint } from "@/lib/audit-log/checkpoint";
import { type LogKey, readLogKey } from "@/lib/audit-log/ed25519";
import { leafHash, rootOf } from "@/lib/audit-log/merkle";
import { inclusionProof } from "@/lib/audit-log/merkle-proof";
import { sha256 } from "@/lib/audit-log/sha256";
import { appendLeaves, EMPTY_EDGE, edgeRoot, tileReader } from "@/lib/audit-log/tiles";
import { formatTlogProof } from "@/lib/audit-log/tlog-proof";
import { MANIFEST } from "@/lib/audit-log/verifier/manifest";
import { linesOf, type PackFiles } from "@/lib/audit-log/verifier/pack";
import { type PackItem, packTables, type Words } from "@/lib/testing/pack-tables";

export type StoryEvent = {
  type: string;
  data: JsonObject;
  campaign?: string;
  item?: string;
  actor?: { kind: string; id: string };
  refs?: JsonObject;
  words?: JsonObject;
};

/** An event as it was logged. */
export type LoggedEvent = StoryEvent & {
  index: number;
  at: string;
  leaf: Uint8Array;
  hash: Uint8Array;
  commit?: string;
};

export type BuiltPack = {
  files: Map<string, Uint8Array>;
  events: LoggedEvent[];
  vkey: string;
  /** The signed checkpoint the log had at an earlier size. */
  checkpointAt: (size: number) => string;
};

export type Plan = {
  key?: LogKey;
  items?: (items: PackItem[]) => PackItem[];
  events?: (events: StoryEvent[]) => StoryEvent[];
};

export const LOG_NAME = "countersign/00112233445566ff";
export const CAMPAIGN = "campaign-lanterns";
const OTHER_CAMPAIGN = "campaign-of-others";

/** The log's key; `seed` makes another one of the same name. */
export function packKey(seed = "log"): LogKey {
  return readLogKey(LOG_NAME, toHex(sha256(toUtf8(seed))));
}

/** SHA-256 with the prefix it has inside leaves. */
export function prefixed(hash: Uint8Array | string): string {
  return `sha256:${typeof hash === "string" ? hash : toHex(hash)}`;
}

export function buildPack(plan: Plan = {}): BuiltPack {
  const key = plan.key ?? packKey();
  const items = (plan.items ?? ((same) => same))(packItems());
  const story = (plan.events ?? ((same) => same))(packStory(items));
  const words: Words[] = [];
  const events = logEvents(story, words);
  const hashes = events.map((event) => event.hash);
  const { edge, tiles } = appendLeaves(sha256, EMPTY_EDGE, hashes);
  const checkpointAt = (size: number) =>
    signCheckpoint({ origin: key.name, size, root: rootOf(sha256, hashes.slice(0, size)) }, [key]);
  const checkpoint = signCheckpoint({ origin: key.name, size: edge.size, root: edgeRoot(sha256, edge) }, [
    key,
  ]);

  const stored = new Map(tiles.map((tile) => [`${tile.level}/${tile.n}/${tile.width}`, tile.hashes]));
  const read = tileReader(sha256, edge.size, ({ level, n, width }) => stored.get(`${level}/${n}/${width}`));
  const proofs = events
    .filter((event) => event.type === "decision.recorded")
    .map(({ index, leaf, data }): [string, string] => {
      const proof = inclusionProof(sha256, index, edge.size, read);
      const text = formatTlogProof({ extra: leaf, index, hashes: proof, checkpoint });
      return [`proofs/${String(data.decision)}.tlog-proof`, text];
    });
  const leaves = events.map(({ index, hash, leaf, campaign }) => {
    const disclosed = campaign === undefined || campaign === CAMPAIGN;
    return `${JSON.stringify({ i: index, h: toHex(hash), ...(disclosed ? { leaf: toBase64(leaf) } : {}) })}\n`;
  });
  const texts: [string, string][] = [
    ["README.txt", "An invented pack.\n"],
    ["leaves.jsonl", leaves.join("")],
    ["checkpoint", checkpoint],
    ["vkey", `${key.vkey}\n`],
    ...proofs,
    ...packTables(items, events, words),
  ];
  const files = new Map(texts.map(([name, text]) => [name, toUtf8(text)]));
  refreshManifest(files);
  return { files, events, vkey: key.vkey, checkpointAt };
}

/** Writes manifest.json anew, as anybody can. */
export function refreshManifest(files: Map<string, Uint8Array>): void {
  files.delete(MANIFEST);
  const hashes = [...files].map(([name, bytes]) => [name, toHex(sha256(bytes))]);
  files.set(MANIFEST, toUtf8(JSON.stringify({ files: Object.fromEntries(hashes) })));
}

/** Files in memory, as the verifier reads them. */
export function packFiles(files: ReadonlyMap<string, Uint8Array>): PackFiles {
  const bytes = async (name: string) => {
    const found = files.get(name);
    if (!found) throw new Error(`${name} is missing`);
    return found;
  };
  async function* chunks(name: string): AsyncGenerator<Uint8Array> {
    const whole = await bytes(name);
    for (let at = 0; at < whole.length; at += 1000) yield whole.subarray(at, at + 1000);
  }
  return { names: () => [...files.keys()], bytes, lines: (name) => linesOf(name, chunks(name)) };
}

/** Nine items: decided in every way there is, not certified, and gone at the source. */
function packItems(): PackItem[] {
  return Array.from({ length: 9 }, (_, at) => {
    const keys = {
      source: "lantern-hr",
      application_id: "ledger",
      account_id: `account-${at + 1}`,
      identity_id: `identity-${at + 1}`,
      entitlement_id: `post-journal-${at % 3}`,
    };
    const id = `item-${at + 1}`;
    return { id, keys, packet: { v: 1, item: id, version: 1, keys, facts: [{ id: "E1", uses: at }] } };
  });
}

/** The story from the first sign-in to the seal. */
function packStory(items: readonly PackItem[]): StoryEvent[] {
  const ids = items.map((item) => item.id).sort();
  const evidence = new Map(items.map(({ id, packet }) => [id, toHex(sha256(canonicalRecordBytes(packet)))]));
  const rootOver = (parts: readonly string[]) =>
    prefixed(
      rootOf(
        sha256,
        parts.map((part) => leafHash(sha256, toUtf8(part))),
      ),
    );
  const reviewer = { kind: "person", id: "person-odalys" };
  const system = { kind: "system:lifecycle", id: "lifecycle" };
  const ours = { campaign: CAMPAIGN };
  const theirs: StoryEvent = { type: "item.reassigned", campaign: OTHER_CAMPAIGN, item: "item-x", data: {} };

  const decide = (
    number: number,
    outcome: string,
    more: JsonObject = {},
    words?: JsonObject,
  ): StoryEvent => ({
    ...ours,
    type: "decision.recorded",
    item: `item-${number}`,
    actor: reviewer,
    refs: {
      evidence: prefixed(evidence.get(`item-${number}`) ?? ""),
      draft: prefixed(sha256(toUtf8(`draft ${number}`))),
    },
    ...(words ? { words } : {}),
    data: {
      decision: `decision-${number}`,
      outcome,
      disposition: "confirmed",
      recommendation_seen: "after",
      reason_code: "role_needs_it",
      arm: "assisted",
      eligibility: { basis: "manager" },
      served_at: "2031-01-05T08:00:00.000Z",
      ...more,
    },
  });

  return [
    {
      type: "person.bound",
      data: { person: "person-odalys", issuer: "https://id.example", identity: "identity-77" },
    },
    theirs,
    {
      ...ours,
      type: "campaign.launched",
      actor: system,
      data: {
        items: items.length,
        reviewers: 2,
        root: rootOver(ids.map((id) => `${id}\n${evidence.get(id)}`)),
        tie_out: { grants: items.length + 2, items: items.length, covered: 1, excluded: 1 },
        snapshots: [1],
      },
    },
    decide(1, "certify"),
    decide(
      2,
      "revoke",
      { disposition: "overridden" },
      { rationale: '=SUM(A1:A9), "left" the team\r\nin May' },
    ),
    theirs,
    decide(3, "certify", {}, { rationale: "'- still needed" }),
    decide(3, "revoke", { decision: "decision-3b", supersedes: "decision-3" }),
    {
      ...ours,
      type: "item.abstained",
      item: "item-4",
      actor: reviewer,
      data: { missing: "not_my_person", to: "person-teun" },
    },
    {
      ...ours,
      type: "item.reassigned",
      item: "item-4",
      actor: system,
      words: { reason: "Moved to the ledger's owner." },
      data: { from: "person-odalys", to: "person-teun" },
    },
    decide(4, "modify", { target: "reduce", arm: "undrafted", disposition: "undrafted" }),
    decide(7, "certify_until", { until: "2031-06-30" }, { rationale: "Until the audit ends." }),
    decide(8, "certify", { batch: "batch-1" }),
    decide(9, "certify", { batch: "batch-1" }),
    {
      ...ours,
      type: "review.signed_off",
      actor: reviewer,
      data: { reviewer: "person-odalys", items: 9, decided: 7 },
    },
    {
      ...ours,
      type: "campaign.closed",
      actor: system,
      data: { decided: 7, not_certified: 1, removed: 1, root: rootOver(["item-5\nnot_certified"]) },
    },
    { ...ours, type: "campaign.sealed", actor: system, data: {} },
    theirs,
    { type: "erasure.performed", data: { of: "Until the audit ends." } },
    {
      ...ours,
      type: "remediation.seen_gone",
      actor: system,
      data: { task: "task-2", snapshot: 2, strength: "live" },
    },
  ];
}

/** Makes leaves of a story: chains, commitments, and the figures of the seal and of an erasure. */
function logEvents(story: readonly StoryEvent[], words: Words[]): LoggedEvent[] {
  const chains = new Map<string, { seq: number; hash: Uint8Array }>();
  const events: LoggedEvent[] = [];
  for (const [index, told] of story.entries()) {
    const event = { ...told, data: completed(told, events, words) };
    const at = new Date(Date.UTC(2031, 0, 5, 9, 0, index)).toISOString();
    const before = event.item === undefined ? undefined : chains.get(event.item);
    const seq = (before?.seq ?? 0) + 1;
    const commit = event.words && committed(event.words, words);
    const leaf = canonicalRecordBytes({
      v: 1,
      id: `event-${index}`,
      at,
      type: event.type,
      actor: { authn: "oidc", ...(event.actor ?? { kind: "system:import", id: "import" }) },
      ...(event.campaign ? { campaign: event.campaign } : {}),
      ...(event.item ? { item: event.item, item_seq: seq, prev: before ? prefixed(before.hash) : null } : {}),
      refs: event.refs ?? {},
      ...(commit ? { commit: prefixed(commit) } : {}),
      data: event.data,
    });
    const hash = leafHash(sha256, leaf);
    if (event.item !== undefined) chains.set(event.item, { seq, hash });
    events.push({ ...event, index, at, leaf, hash, ...(commit ? { commit } : {}) });
  }
  return events;
}

function completed(
  { type, campaign, data }: StoryEvent,
  before: readonly LoggedEvent[],
  words: Words[],
): JsonObject {
  if (type === "campaign.sealed" && data.events === undefined) {
    const own = before.filter((event) => event.campaign === campaign);
    return { events: own.length, last: prefixed(own.at(-1)?.hash ?? ""), ...data };
  }
  if (type === "erasure.performed" && data.commit === undefined) {
    const at = words.findIndex(({ payload }) => payload.rationale === data.of);
    const [erased] = words.splice(at, 1);
    return { commit: prefixed(erased?.commit ?? "") };
  }
  return data;
}

function committed(payload: JsonObject, words: Words[]): string {
  const salt = sha256(toUtf8(`salt ${words.length} ${JSON.stringify(payload)}`));
  const commit = toHex(sha256(concatBytes([salt, canonicalRecordBytes(payload)])));
  words.push({ id: `words-${words.length}`, commit, salt: toHex(salt), payload });
  return commit;
}
