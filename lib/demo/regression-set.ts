import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { sql } from "drizzle-orm";
import { rows, transaction } from "@/db/client";
import { canonicalRecord } from "@/lib/audit-log/canonical";
import { inScratch } from "@/lib/cli/scratch";
import { seedDemo } from "@/lib/demo/seed";
import { attacked, builtInAttacks } from "@/lib/drafting/evaluation-attacks";
import { type EvaluationCase, setHash, setLines } from "@/lib/drafting/evaluation-set";
import { readAnswer } from "@/lib/drafting/model";
import { currentVersion, plainContext, promptVersion, requestFor } from "@/lib/drafting/prompt";
import { regression } from "@/lib/drafting/regression";
import { ruleBased } from "@/lib/drafting/rule-based";
import { verify } from "@/lib/drafting/verify";
import { overrideEnv } from "@/lib/env";
import { type Fact, type FactKind, type FactOf, factKinds, type Packet } from "@/lib/evidence/schema";

/**
 * Makes the regression set of lib/drafting/regression out of the demo's company: `tsx lib/demo/regression-set.ts FOLDER`.
 * The company is built in a scratch database; of its campaigns' packets those are taken that bring the most that no packet
 * before them had (kinds of facts, of holders and of items, and what the rules make of them), then attacks are planted.
 */
const TODAY = "2026-11-22";
const HONEST = 20;
const ATTACKED = 25;
const SEED = 4;

async function candidates(): Promise<Packet[]> {
  overrideEnv({ demo: true });
  return inScratch(({ withDatabase }) =>
    withDatabase(async () => {
      await seedDemo(TODAY, (line) => process.stderr.write(`${line}\n`));
      const found = await transaction({ person: null, reach: "all" }, (tx) =>
        rows<{ body: string }>(tx, sql`SELECT body FROM evidence_packet`),
      );
      return inOrder(found.map(({ body }) => frozen(body)));
    }),
  );
}

/** By what they are about and when, not by ids that were drawn at random. */
function inOrder(packets: readonly Packet[]): Packet[] {
  const key = ({ keys, asOf, version }: Packet) => canonicalRecord([keys, asOf, version]);
  return packets
    .map((packet) => ({ packet, key: key(packet) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ packet }) => packet);
}

/** The evidence step wrote it. */
function frozen(body: string): Packet {
  return JSON.parse(body) as Packet;
}

/** What a packet brings to a set. */
async function traits(packet: Packet): Promise<string[]> {
  const request = requestFor(packet, promptVersion(currentVersion), plainContext);
  const said = await ruleBased.doGenerate({
    prompt: [{ role: "user", content: [{ type: "text", text: request.prompt }] }],
  });
  const [text] = said.content;
  const answer = text?.type === "text" ? readAnswer(text.text) : undefined;
  const result = answer && verify(answer, packet, request.sent).result;
  return [
    ...packet.facts.map((f) => `fact ${f.kind}`),
    `${packet.keys.type} ${packet.subject.kind}`,
    `${packet.keys.type} ${result?.recommendation}`,
    `rule ${result?.rule}`,
    ...(packet.facts.length <= 4 ? [`thin ${packet.keys.type}`] : []),
  ];
}

/** Each next one brings the most that is new; of equals the first. */
async function chosen(all: readonly Packet[], most: number): Promise<Packet[]> {
  const of = await Promise.all(all.map(async (packet) => ({ packet, traits: await traits(packet) })));
  const seen = new Set<string>();
  const taken: Packet[] = [];
  while (taken.length < most) {
    const ranked = of.map((o) => ({ ...o, fresh: o.traits.filter((t) => !seen.has(t)).length }));
    const best = ranked.reduce((a, b) => (b.fresh > a.fresh ? b : a));
    if (best.fresh === 0) break;
    taken.push(best.packet);
    for (const trait of best.traits) seen.add(trait);
  }
  return taken;
}

/** With ids of the set's own in the place of the scratch database's. */
function settled(packet: Packet, n: number): Packet {
  const id = (of: string) => {
    const hex = createHash("sha256").update(of).digest("hex");
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
  };
  const facts = packet.facts.map((f) => ({ ...f, source: { ...f.source, snapshot: 1 } }));
  return { ...packet, item: id(`regression ${n}`), version: 1, facts: facts.map((f) => withoutSeeds(f, id)) };
}

function withoutSeeds(fact: Fact, id: (of: string) => string): Fact {
  if (fact.kind === "history.decided") return { ...fact, value: { ...fact.value, seed: null } };
  if (fact.kind === "rule.failed" && fact.value.other_item !== null)
    return { ...fact, value: { ...fact.value, other_item: id(fact.value.other_item.slice(-4)) } };
  return fact;
}

/** As a source that reports nothing but user and role. */
function thinned(packet: Packet): Packet {
  const kept = new Set<FactKind>(["grant.direct", "use.not_reported", "history.granter_unknown"]);
  const made: Fact[] = packet.facts.filter((f) => kept.has(f.kind));
  return {
    ...packet,
    facts: made.map((f, at) => ({ ...f, id: `E${at + 1}` })),
    rules: {
      ...packet.rules,
      passed: 0,
      failed: 0,
      unknown: packet.rules.passed + packet.rules.unknown,
      failed_ids: [],
    },
    notReported: ["last use", "who granted it"],
  };
}

/** With the kinds of facts that the company has none of, so that no kind is left out. */
function completed(packet: Packet, had: ReadonlySet<FactKind>): Packet {
  const day = packet.asOf.slice(0, 10);
  const ago = (days: number) => new Date(Date.parse(day) - days * 86_400_000).toISOString().slice(0, 10);
  const more: { [K in FactKind]?: FactOf<K>["value"] } = {
    "identity.not_in_directory": { login: "tvale" },
    "history.revoked_before": { on: ago(400), by: "Nia Vale", campaign: "Q3 access review" },
    "history.exception": { on: ago(200), until: ago(20), by: "Nia Vale", ended: true },
    "entitlement.no_owner": {},
    "account.last_admin": {},
    "credential.first_seen": { on: ago(30), days: 30 },
    "credential.seen_in_text": {
      credential: null,
      kind: "password",
      place: "the description of a ticket",
      others: 1,
    },
    "text.answer": {
      by: "Nia Vale",
      part: "holder",
      way: "portal",
      on: ago(2),
      question: "Do you still use it?",
      text: "Twice a year, for the audit of the ledger.",
      instructs: false,
      secrets: [],
    },
  };
  const added = factKinds.flatMap((kind) =>
    had.has(kind) || more[kind] === undefined ? [] : [factOf(packet, kind, more[kind])],
  );
  return { ...packet, facts: [...packet.facts, ...added].map((f, at) => ({ ...f, id: `E${at + 1}` })) };
}

/** `kind` and `value` came in together, so the fact is one of the union. */
function factOf(packet: Packet, kind: FactKind, value: unknown): Fact {
  const of = kind.startsWith("text.") ? "asserted" : "observed";
  const source = { name: packet.access.application, snapshot: 1, record: "added" };
  return { id: "E0", kind, class: of, value, asOf: packet.asOf, source } as Fact;
}

async function main(folder: string): Promise<void> {
  const packets = (await chosen(await candidates(), HONEST)).map(settled);
  const had = new Set(packets.flatMap((p) => p.facts.map((f) => f.kind)));
  const all = packets.flatMap((packet, at) => {
    if (at > 0) return [packet];
    const [thin, full] = [thinned(packet), completed(packet, had)];
    return [packet, settled(thin, HONEST), settled(full, HONEST + 1)];
  });
  const honest: EvaluationCase[] = all.map((packet, at) => ({
    id: `${packet.keys.type} ${at + 1}`,
    packet,
    attack: null,
    person: null,
  }));
  const hostile = attacked(honest, builtInAttacks, { seed: SEED, rounds: 2 }).slice(0, ATTACKED);
  const set = { cases: [...honest, ...hostile] };
  const held = new Set(all.flatMap((p) => p.facts.map((f) => f.kind)));
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, `${regression.name}.jsonl`), setLines(set));
  process.stdout.write(
    `${set.cases.length} cases, SHA-256 ${setHash(set)}\nkinds of facts not in it: ${factKinds.filter((k) => !held.has(k)).join(", ") || "none"}\n`,
  );
}

await main(path.resolve(process.argv[2] ?? "lib/drafting/regression"));
