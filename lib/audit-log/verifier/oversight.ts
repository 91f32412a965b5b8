/**
 * oversight.json: figures on how people reviewed, and what control owners said of them. The log has the hash of the figures that each
 * answer was given to, what was chosen, and which sections are withheld; the words are committed to.
 */
import { toHex, toUtf8 } from "@/lib/audit-log/bytes";
import type { Json, JsonObject } from "@/lib/audit-log/canonical";
import type { Sha256 } from "@/lib/audit-log/merkle";
import { type Check, Findings, unanswered } from "@/lib/audit-log/verifier/check";
import { type Leaf, placeOf } from "@/lib/audit-log/verifier/leaf";
import { isObject, type PackFiles, readJsonObject } from "@/lib/audit-log/verifier/pack";

const FILE = "oversight.json";
const MEANING =
  "What a control owner answered to the figures, or that some are withheld, is told otherwise than it was recorded.";

type Said = { place: string; at: string; commit: string | undefined; data: JsonObject };

/** What the log holds of words: those that are here, by commitment, and the commitments whose words were erased. */
export type Held = { said: ReadonlyMap<string, string>; erased: { has(commit: string): boolean } };

export class OversightLog {
  private readonly answers: Said[] = [];
  private readonly withheld: Said[] = [];
  private kept: Said | undefined;

  get size(): number {
    return this.answers.length + this.withheld.length;
  }

  answer(leaf: Leaf): void {
    this.answers.push(saidIn(leaf));
  }

  withhold(leaf: Leaf): void {
    this.withheld.push(saidIn(leaf));
  }

  /** The times that figures were counted from are deleted; the entry names the figures that are kept instead. */
  keep(leaf: Leaf): void {
    if (typeof leaf.data.figures === "string") this.kept ??= saidIn(leaf);
  }

  async check(files: PackFiles, held: Held, sha256: Sha256): Promise<Check> {
    const recorded = `${this.answers.length} answers to the figures and ${this.withheld.length} sections withheld are on record`;
    if (!files.names().includes(FILE))
      return unanswered("oversight", `${FILE} is not in this pack; ${recorded}`);
    const findings = new Findings();
    const { figures, hash, responses, withheld } = await readJsonObject(files, FILE);
    if (!isObject(figures)) findings.add(FILE, "has no figures");
    // Without a part of them their hash cannot be made again.
    else if (this.withheld.length === 0 && hashOf(figures, sha256) !== hash)
      findings.add(FILE, `its figures do not have the hash that it gives them, ${String(hash)}`);
    compare("responses", responses, this.answers, answerOf, held, findings);
    compare("withheld", withheld, this.withheld, sectionOf, held, findings);
    if (this.kept && this.kept.data.figures !== hash)
      findings.add(
        FILE,
        `its figures are ${String(hash)}, those kept by ${this.kept.place} ${String(this.kept.data.figures)}`,
      );
    const last = this.answers.at(-1);
    const same = last !== undefined && last.data.figures === hash;
    return findings.check(
      "oversight",
      `${recorded}, as ${FILE} tells them${
        last === undefined
          ? ""
          : same
            ? `; its figures are called those that ${last.place} answers`
            : `; its figures are not those that ${last.place} answers: they have changed since`
      }`,
      MEANING,
    );
  }
}

/** Of the figures as JSON, without what changes later: how the campaign stands, and what people are called. */
function hashOf({ status: _, people, ...rest }: JsonObject, sha256: Sha256): string {
  const named = Array.isArray(people) ? people : [];
  const said = {
    ...rest,
    people: named.map((p: Json) =>
      isObject(p) ? Object.fromEntries(Object.entries(p).filter(([k]) => k !== "name")) : p,
    ),
  };
  return `sha256:${toHex(sha256(toUtf8(JSON.stringify(said))))}`;
}

function saidIn(leaf: Leaf): Said {
  return { place: placeOf(leaf), at: leaf.at, commit: leaf.commit, data: leaf.data };
}

/** What an answer says, in the file as in its leaf: the items of its sample are as many as there, and by their own hash. */
function answerOf({ choice, figures, sample }: JsonObject): JsonObject {
  const drawn = isObject(sample)
    ? {
        ...{ seed: sample.seed ?? null, from: sample.from ?? null, hash: sample.hash ?? null },
        items: Array.isArray(sample.items) ? sample.items.length : (sample.items ?? null),
      }
    : null;
  return { choice: choice ?? null, figures: figures ?? null, sample: drawn };
}

function sectionOf({ section }: JsonObject): JsonObject {
  return { section: section ?? null };
}

/** Oldest first, one entry a leaf. */
function compare(
  name: string,
  list: Json | undefined,
  leaves: readonly Said[],
  told: (of: JsonObject) => JsonObject,
  { said, erased }: Held,
  findings: Findings,
): void {
  const entries = Array.isArray(list) ? list : [];
  if (entries.length !== leaves.length)
    findings.add(FILE, `${name} has ${entries.length} entries, the log ${leaves.length}`);
  for (const [nth, { place, at, commit = "", data }] of leaves.entries()) {
    const entry: Json | undefined = entries[nth];
    if (!isObject(entry)) continue;
    const where = `${FILE} ${name}[${nth}]`;
    if (entry.at !== at) findings.add(where, `at is ${String(entry.at)}, ${place} was at ${at}`);
    const [has, due] = [JSON.stringify(told(entry)), JSON.stringify(told(data))];
    if (has !== due) findings.add(where, `says ${has}, ${place} says ${due}`);
    const words = erased.has(commit) ? null : said.get(commit);
    if (words !== undefined && entry.words !== words)
      findings.add(where, `its words are not those that ${place} commits to`);
    if (words === undefined && entry.words !== null && entry.words !== undefined)
      findings.add(where, `has words, and those that ${place} commits to are not in this pack`);
  }
}
