/**
 * Items made up to test the review, drawn again. At launch the log commits to a secret, to what it is drawn from and to what each
 * of them is; at the end it says the secret: `lib/audit-log/challenges` makes the same of it. Their answers are the log's, and
 * nothing that is decided, counted or removed names one of them.
 */
import { SECRET_LENGTH } from "@/lib/audit-log/arms";
import { fromHex, toHex } from "@/lib/audit-log/bytes";
import type { JsonObject } from "@/lib/audit-log/canonical";
import { ChallengeDraw, type ChallengeFacts, challengeLine } from "@/lib/audit-log/challenges";
import type { Sha256 } from "@/lib/audit-log/merkle";
import { type Check, Findings, unanswered } from "@/lib/audit-log/verifier/check";
import { csvRows } from "@/lib/audit-log/verifier/csv";
import { type Leaf, placeOf, unprefixed } from "@/lib/audit-log/verifier/leaf";
import type { CampaignLog } from "@/lib/audit-log/verifier/log";
import type { PackFiles } from "@/lib/audit-log/verifier/pack";
import { ITEMS, type Population, rootOfItems } from "@/lib/audit-log/verifier/population";
import { readSettings } from "@/lib/audit-log/verifier/settings";

const FILE = "challenges.csv";
const SETTING = "challenge items";
const MEANING =
  "Somebody chose where made-up items stand, or what was answered to one is told otherwise than it was recorded.";

const made = [
  "challenge_id",
  "reviewer_id",
  "drawn_for",
  "made_after",
  "kind",
  "planted",
  "facts_say",
  "drafted",
  "evidence_hash",
] as const;
const answered = [
  "answer",
  "answered_by",
  "answered_at",
  "reason_code",
  "recommendation",
  "recommendation_seen",
  "draft_hash",
  "served_at",
  "leaf_index",
  "seed",
] as const;
type Row = Record<(typeof made)[number] | (typeof answered)[number], string>;

type Said = { index: number; data: JsonObject };
type Answered = Said & { at: string; by: string };

/** What the leaves say about a campaign's challenge items. */
export class ChallengeLog {
  private readonly findings = new Findings();
  private readonly leaves = new Map<string, number>();
  private readonly answers = new Map<string, Answered>();
  private committed: Said | undefined;
  private revealed: Said | undefined;

  /** A change of settings: a control owner's leave, perhaps, or one taken back. */
  setting({ index, actor, data }: Leaf): void {
    if (data.setting !== SETTING || typeof data.to !== "string") return;
    const [, how, leave] = /^(allowed once|taken back), leave (\S+)$/u.exec(data.to) ?? [];
    if (leave === undefined) return;
    if (how === "taken back") this.leaves.delete(leave);
    else if (actor.kind === "person") this.leaves.set(leave, index);
  }

  /** Once, on a leave given before, and before anybody decided. */
  commit(leaf: Leaf, decided: number): void {
    if (this.committed)
      this.findings.add(placeOf(leaf), `commits to made-up items again, after leaf ${this.committed.index}`);
    else this.committed = { index: leaf.index, data: leaf.data };
    if (decided > 0) this.findings.add(placeOf(leaf), "commits to made-up items after somebody has decided");
    if (!this.leaves.has(String(leaf.data.leave)))
      this.findings.add(placeOf(leaf), "names a leave that no person gave before");
  }

  /** Each at most once, while the campaign ran. */
  answer(leaf: Leaf, ended: boolean): void {
    const id = String(leaf.data.challenge);
    if (!this.committed)
      this.findings.add(placeOf(leaf), "answers a made-up item, and no leaf commits to any");
    if (this.answers.has(id)) this.findings.add(placeOf(leaf), `answers made-up item ${id} again`);
    else this.answers.set(id, { index: leaf.index, data: leaf.data, at: leaf.at, by: leaf.actor.id });
    if (ended) this.findings.add(placeOf(leaf), "is recorded after the end of the campaign");
  }

  /** Once, and after the end. */
  reveal(leaf: Leaf, ended: boolean): void {
    if (this.revealed)
      this.findings.add(placeOf(leaf), `says a secret again, after leaf ${this.revealed.index}`);
    else this.revealed = { index: leaf.index, data: leaf.data };
    if (!ended) this.findings.add(placeOf(leaf), "says the secret of made-up items before the end");
  }

  async check(files: PackFiles, log: CampaignLog, population: Population, sha256: Sha256): Promise<Check> {
    const findings = Findings.join([this.findings]);
    const { committed, revealed } = this;
    const settings = await readSettings(files, log, sha256, findings);
    const there = files.names().includes(FILE);
    if (!committed) {
      if (settings?.challengeItems === true)
        findings.add("rules/settings.json", "asks for made-up items, and no leaf commits to any");
      if (there) findings.add(FILE, "tells of made-up items, and no leaf commits to any");
      if (revealed) findings.add(`leaf ${revealed.index}`, "reveals made-up items that no leaf committed to");
      return findings.check("challenges", "this campaign had no made-up items", MEANING);
    }
    if (settings && settings.challengeItems !== true)
      findings.add(`leaf ${committed.index}`, "commits to made-up items that the settings do not ask for");
    if (!revealed && !log.sealed && findings.count === 0)
      return unanswered(
        "challenges",
        `leaf ${committed.index} commits to ${String(committed.data.challenges)} made-up items; which they are is said when the campaign is sealed`,
      );
    if (!revealed) {
      findings.add(
        `leaf ${log.sealed?.index}`,
        "seals the campaign, but no leaf says which items were made up",
      );
      return findings.check("challenges", "", MEANING);
    }
    if (!there) {
      findings.add(FILE, "is missing");
      return findings.check("challenges", "", MEANING);
    }
    const rows = await this.rows(files, findings);
    this.comparePlacement(rows, committed, revealed, population, sha256, findings);
    this.compareAnswers(rows, findings);
    compareRest(rows, log, population, findings);
    const counts: [string, number][] = [
      ["challenges", rows.size],
      ["answered", this.answers.size],
    ];
    for (const [name, count] of counts)
      if (revealed.data[name] !== count)
        findings.add(
          `leaf ${revealed.index} (challenge.revealed)`,
          `says ${name} ${String(revealed.data[name])}, there are ${count}`,
        );
    return findings.check(
      "challenges",
      `${rows.size} made-up items stand where the secret of leaf ${revealed.index} draws them; ${this.answers.size} answered, as the log has it; no decision and no count takes one in`,
      MEANING,
    );
  }

  private async rows(files: PackFiles, findings: Findings): Promise<Map<string, { line: number; row: Row }>> {
    const rows = new Map<string, { line: number; row: Row }>();
    for await (const { line, cell } of csvRows(files, FILE, [...made, ...answered])) {
      const row = Object.fromEntries([...made, ...answered].map((c) => [c, cell(c)])) as Row;
      if (rows.has(row.challenge_id)) findings.add(`${FILE}:${line}`, `repeats ${row.challenge_id}`);
      rows.set(row.challenge_id, { line, row });
    }
    return rows;
  }

  /** They stand where the revealed secret draws them, and are what the log committed to. */
  private comparePlacement(
    rows: ReadonlyMap<string, { line: number; row: Row }>,
    committed: Said,
    revealed: Said,
    { items }: Population,
    sha256: Sha256,
    findings: Findings,
  ): void {
    const lines = (id: string) => {
      const row = rows.get(id)?.row;
      return row ? challengeLine(factsOf(row)) : "";
    };
    const root = rootOfItems(sha256, rows.keys(), lines);
    if (root !== unprefixed(committed.data.made))
      findings.add(FILE, `is not what leaf ${committed.index} committed to, sha256:${root}`);
    const secret = fromHex(String(revealed.data.secret));
    if (secret?.length !== SECRET_LENGTH || toHex(sha256(secret)) !== unprefixed(committed.data.secret)) {
      findings.add(
        `leaf ${revealed.index} (challenge.revealed)`,
        `its secret is not the one that leaf ${committed.index} committed to`,
      );
      return;
    }
    const reviewers = new Map([...items.values()].map(({ id, row }) => [id, row?.launchReviewer ?? ""]));
    const inputs = rootOfItems(sha256, reviewers.keys(), (id) => reviewers.get(id) ?? "");
    if (inputs !== unprefixed(committed.data.inputs)) {
      findings.add(
        ITEMS,
        `launch_reviewer_id is not that which leaf ${committed.index} committed to, sha256:${inputs}`,
      );
      return;
    }
    const draw = new ChallengeDraw(sha256, secret);
    for (const [id, reviewer] of [...reviewers].sort((a, b) => (a[1] < b[1] ? -1 : a[1] > b[1] ? 1 : 0)))
      draw.add(id, reviewer);
    const drawn = new Map(draw.end().map((d) => [d.item, d.reviewer]));
    const seen = new Set<string>();
    for (const { line, row } of rows.values()) {
      if (drawn.get(row.drawn_for) !== row.reviewer_id || seen.has(row.drawn_for))
        findings.add(
          `${FILE}:${line}`,
          `${row.challenge_id} stands where the secret draws none: item ${row.drawn_for} of ${row.reviewer_id}`,
        );
      seen.add(row.drawn_for);
      if (!items.has(row.made_after))
        findings.add(
          `${FILE}:${line}`,
          `${row.challenge_id} was made after ${row.made_after}, which is no item of the campaign`,
        );
    }
    for (const item of drawn.keys())
      if (!seen.has(item)) findings.add(FILE, `has none for item ${item}, which the secret draws`);
  }

  /** Every row tells the answer of its leaf, every answer has its row, and only its reviewer answered. */
  private compareAnswers(rows: ReadonlyMap<string, { line: number; row: Row }>, findings: Findings): void {
    for (const { line, row } of rows.values()) {
      const said = toldOf(this.answers.get(row.challenge_id));
      for (const column of answered)
        if (row[column] !== said[column])
          findings.add(
            `${FILE}:${line}`,
            `${column} of ${row.challenge_id} is "${row[column]}", the log makes it "${said[column]}"`,
          );
    }
    for (const [id, { index, data, by }] of this.answers) {
      const row = rows.get(id)?.row;
      const where = `leaf ${index} (challenge.answered)`;
      if (!row) findings.add(where, `answers ${id}, which ${FILE} does not have`);
      else if (by !== row.reviewer_id) findings.add(where, `is by ${by}, and ${id} stood in another's list`);
      else if (unprefixed(data.evidence) !== row.evidence_hash)
        findings.add(where, `names other evidence than that of ${id}`);
    }
  }
}

const blank = Object.fromEntries(answered.map((c) => [c, ""])) as Record<(typeof answered)[number], string>;

function toldOf(answer: Answered | undefined): Record<(typeof answered)[number], string> {
  if (!answer) return blank;
  const { data, index, at, by } = answer;
  const text = (name: string) => (data[name] === undefined ? "" : String(data[name]));
  return {
    answer: text("answer"),
    answered_by: by,
    answered_at: at,
    reason_code: text("reason_code"),
    recommendation: text("recommendation"),
    recommendation_seen: text("recommendation_seen"),
    draft_hash: unprefixed(data.draft) ?? "",
    served_at: text("served_at"),
    leaf_index: String(index),
    seed: text("seed"),
  };
}

function factsOf(row: Row): ChallengeFacts {
  const { challenge_id: challenge, reviewer_id: reviewer, drawn_for, made_after, kind, planted } = row;
  const { facts_say, drafted, evidence_hash } = row;
  return { challenge, reviewer, drawn_for, made_after, kind, planted, facts_say, drafted, evidence_hash };
}

/** None of them is an item, and no decision is on one. */
function compareRest(
  rows: ReadonlyMap<string, unknown>,
  log: CampaignLog,
  { items }: Population,
  findings: Findings,
): void {
  for (const id of rows.keys())
    if (items.has(id)) findings.add(FILE, `calls ${id} made up, which is an item of the campaign`);
  for (const { item, index } of log.decisions.values())
    if (rows.has(item))
      findings.add(`leaf ${index} (decision.recorded)`, `decides ${item}, which is made up`);
}
