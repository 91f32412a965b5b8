/**
 * drafts.jsonl against the log: drafts are recorded a batch at a time, as a root over "draft id LF output hash" in the order of the
 * ids. Each draft's result is hashed again, and its note says what the result holds and nothing else.
 */
import { toHex, toUtf8 } from "@/lib/audit-log/bytes";
import { canonicalRecord, type Json, type JsonObject } from "@/lib/audit-log/canonical";
import { leafHash, RootBuilder, type Sha256 } from "@/lib/audit-log/merkle";
import { type Check, Findings, unanswered } from "@/lib/audit-log/verifier/check";
import { type Leaf, unprefixed } from "@/lib/audit-log/verifier/leaf";
import type { CampaignLog } from "@/lib/audit-log/verifier/log";
import { isObject, linesOf, type PackFiles, parseJson } from "@/lib/audit-log/verifier/pack";
import { byBytes, ITEMS, type Population } from "@/lib/audit-log/verifier/population";
import { isRedacted, isWithheld } from "@/lib/audit-log/verifier/redacted";

const FILE = "drafts.jsonl";
const MEANING =
  "A draft was changed, left out or put in, or a decision was made on another than the record has.";

/** What the output hash is of. */
const RESULT = [
  ...[
    "v",
    "claims",
    "counter",
    "unknowns",
    "questions",
    "judgement",
    "recommendation",
    "refused",
    "rule",
    "from",
  ],
  ...["target", "turned"],
] as const;
/** What a note has before its parts. */
const LEADS = ["Against this:", "On the other side:", "Not known:", "Only stated:"];
const NOTHING = "The draft found nothing in the record that it could support.";

type Batch = { index: number; data: JsonObject; prompt: string; model: string };
type Made = { id: string; hash: string };

/**
 * The batches of drafts that were recorded, by the name that each of a batch's drafts has of it. Logs of before batches had names
 * are told apart by the moment, the prompt and the model, which may be several batches'.
 */
export class DraftLog {
  readonly batches = new Map<string, Batch[]>();
  size = 0;

  record({ index, at, data, refs }: Leaf): void {
    const batch = { index, data, prompt: String(refs.prompt), model: String(refs.model) };
    const key = keyOf(data.batch, at, batch.prompt, batch.model);
    this.batches.set(key, [...(this.batches.get(key) ?? []), batch]);
    this.size++;
  }

  async check(files: PackFiles, log: CampaignLog, population: Population, sha256: Sha256): Promise<Check> {
    const there = files.names().includes(FILE);
    if (!there && this.size === 0) return unanswered("drafts", "no draft is on record");
    const findings = new Findings();
    if (!there) findings.add(FILE, `is missing, and ${this.size} leaves record drafts`);
    const ended = log.closed !== undefined || log.cancelled !== undefined;
    const served = new Map<string, Set<string>>();
    const groups = new Map<string, Made[]>();
    const recommended: Recommended = new Map();
    const seen = new Set<string>();
    let number = 0;
    if (there)
      for await (const line of linesOf(files, FILE)) {
        const where = `${FILE}:${++number}`;
        const draft = parseJson(line);
        if (!isObject(draft) || typeof draft.draft !== "string" || typeof draft.outputHash !== "string") {
          findings.add(where, "is not a draft with its id and the hash of its result");
          continue;
        }
        if (seen.has(draft.draft)) findings.add(where, `repeats draft ${draft.draft}`);
        seen.add(draft.draft);
        if (!isWithheld(files, draft))
          for (const what of problemsOf(draft, population, sha256)) findings.add(where, what);
        const key = keyOf(draft.batch, draft.at, `sha256:${String(draft.promptHash)}`, modelOf(draft));
        groups.set(key, [...(groups.get(key) ?? []), { id: draft.draft, hash: draft.outputHash }]);
        const item = String(draft.item);
        served.set(item, (served.get(item) ?? new Set()).add(draft.outputHash));
        recommended.set(item, [
          ...(recommended.get(item) ?? []),
          { hash: draft.outputHash, says: String(draft.recommendation ?? "") },
        ]);
      }
    if (!isRedacted(files)) compareRecommendations(log, population, recommended, findings);
    const compared = this.compareRoots(groups, ended, sha256, findings);
    if (ended) compareDecisions(log, served, findings);
    const open = this.size - compared;
    const found = `${seen.size} drafts: ${compared} of ${this.size} recorded batches are over these`;
    if (open > 0 && findings.count === 0)
      return unanswered(
        "drafts",
        `${found}; ${open} ${open === 1 ? "is" : "are"} not compared with its root, as drafts of it are not told yet or it was recorded at one moment with another`,
      );
    return findings.check("drafts", found, MEANING);
  }

  /** @returns how many batches are over drafts of this pack */
  private compareRoots(
    groups: ReadonlyMap<string, readonly Made[]>,
    ended: boolean,
    sha256: Sha256,
    findings: Findings,
  ): number {
    let compared = 0;
    for (const [key, batches] of this.batches) {
      const made = groups.get(key) ?? [];
      const due = batches.reduce((sum, { data }) => sum + Number(data.drafts), 0);
      const [first] = batches;
      if (!first) continue;
      const where = `leaf ${first.index} (draft.recorded)`;
      if (made.length > due || (ended && made.length !== due))
        findings.add(where, `records ${due} drafts, ${FILE} has ${made.length} of them`);
      if (made.length !== due || batches.length > 1) continue;
      compared++;
      if (rootOf(made, sha256) !== unprefixed(first.data.root))
        findings.add(where, `its root is not over the drafts that ${FILE} has of it`);
    }
    for (const [key, made] of groups)
      if (!this.batches.has(key))
        findings.add(
          FILE,
          `draft ${made[0]?.id} and ${made.length - 1} others are of no batch that a leaf records`,
        );
    return compared;
  }
}

function keyOf(batch: Json | undefined, at: Json | undefined, prompt: string, model: string): string {
  return `${typeof batch === "string" ? batch : ""} ${String(at)} ${prompt} ${model}`;
}

function modelOf({ provider, model, drafterVersion: version }: JsonObject): string {
  return `${String(provider)}/${String(model)}${version === null || version === undefined ? "" : `@${String(version)}`}`;
}

function rootOf(made: readonly Made[], sha256: Sha256): string {
  const tree = new RootBuilder(sha256);
  for (const { id, hash } of [...made].sort((a, b) => byBytes(a.id, b.id)))
    tree.add(leafHash(sha256, toUtf8(`${id}\n${hash}`)));
  return toHex(tree.root());
}

function* problemsOf(draft: JsonObject, { items }: Population, sha256: Sha256): Generator<string> {
  const item = items.get(String(draft.item));
  if (!item) yield `is of item ${String(draft.item)}, which is not in the population`;
  else if (!item.packets.includes(String(draft.evidenceHash)))
    yield `was made from evidence that is no packet of item ${item.id}`;
  const result = Object.fromEntries(
    RESULT.flatMap((name) => (name in draft ? [[name, draft[name] ?? null]] : [])),
  );
  if (hashOf(result, sha256) !== draft.outputHash) yield "its result does not have the hash beside it";
  const left = draft.state === "failed" ? "" : strayWords(draft);
  if (left !== "") yield `its note says what its result does not: "${left.slice(0, 80)}"`;
}

function hashOf(result: JsonObject, sha256: Sha256): string | undefined {
  try {
    return toHex(sha256(toUtf8(canonicalRecord(result))));
  } catch {
    return undefined;
  }
}

/** What a note says beyond the sentences of its result, or the first of those it leaves out. */
function strayWords(draft: JsonObject): string {
  const own = [
    ...textsIn(draft.claims, "sentence"),
    ...textsIn(draft.unknowns, "text"),
    ...textsIn(draft.questions, "text"),
  ];
  const turned = isObject(draft.turned) ? textsIn(draft.turned.claims, "sentence") : [];
  let note = String(draft.note);
  const missing = own.find((text) => !note.includes(text));
  if (missing !== undefined) return `(not) ${missing}`;
  for (const text of [...own, ...turned, ...LEADS, NOTHING].sort((a, b) => b.length - a.length))
    if (text !== "") note = note.replaceAll(text, "");
  return note.replace(/\[E\d+(?:, E\d+)*\]/g, "").trim();
}

function textsIn(list: Json | undefined, name: string): string[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((entry: Json) => {
    const text = isObject(entry) ? entry[name] : undefined;
    return typeof text === "string" ? [text] : [];
  });
}

/** What the drafts of an item recommend, by their hash. */
type Recommended = Map<string, { hash: string; says: string }[]>;

/** What items.csv says was recommended is what a draft of the item recommends; where it has one alone that was decided on, that. */
function compareRecommendations(
  { decisions, final }: CampaignLog,
  { items }: Population,
  recommended: Recommended,
  findings: Findings,
): void {
  for (const { id, row } of items.values()) {
    if (!row) continue;
    const own = recommended.get(id) ?? [];
    const [only] = own.length === 1 ? own : [];
    const knew = decisions.get(final.get(id) ?? "")?.draft;
    const due = only && only.hash === knew ? [only.says] : ["", ...own.map((d) => d.says)];
    if (!due.includes(row.recommendation))
      findings.add(
        `${ITEMS}:${row.line}`,
        `item ${id} was recommended "${row.recommendation}", by ${FILE} "${due.filter(Boolean).join('" or "')}"`,
      );
  }
}

/** Whoever decided knowing a draft knew one that is here, of that item. */
function compareDecisions(
  { decisions }: CampaignLog,
  served: ReadonlyMap<string, ReadonlySet<string>>,
  findings: Findings,
): void {
  for (const { index, item, draft } of decisions.values())
    if (draft !== undefined && !served.get(item)?.has(draft))
      findings.add(
        `leaf ${index} (decision.recorded)`,
        `knew a draft of item ${item} that ${FILE} does not have`,
      );
}
