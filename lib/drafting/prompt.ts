import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import type { Packet } from "@/lib/evidence/schema";
import { dataOf } from "./data";
import { firstData } from "./first-data";
import { firstRedact } from "./first-redact";
import { type Redacted, redact } from "./redact";
import type { Parameters, RedactionReport } from "./schema";
import { emptyReport, type Stated } from "./stated";

export { hasTextToSend } from "./stated";

const named = z.strictObject({ unknowns: z.array(z.string()), questions: z.array(z.string()) });
const listed = z.strictObject({
  id: z.string(),
  kinds: z.array(z.string()),
  stance: z.string(),
  form: z.string(),
  when: z.string(),
});
/** The closed lists as a version of the prompt has them, so that a later catalogue does not change an old draft's input. */
export type Lists = z.infer<typeof named> & { predicates: z.infer<typeof listed>[] };

/**
 * A prompt as it stands in its files. A change of its words, lists or data is a new version, so that an old draft's input can
 * be rebuilt to the byte.
 */
export type PromptVersion = {
  version: string;
  hash: string;
  instructions: string;
  prompt: string;
  lists: Lists;
};

export const currentVersion = "recertification-2";
/** The version whose lists and data came with the code: its hash is of its words alone, and nobody's text is ever in it. */
const FIRST = "recertification-1";

/** How a packet is shown, beside the prompt's version. `salt` makes the tokens of a call unforeseeable. */
export type Context = { asserted: boolean; hideNames: boolean; salt: string };

export const plainContext: Context = { asserted: false, hideNames: false, salt: "" };

/** The context that a draft on record was asked in. */
export function contextOf(
  { asserted, hideNames }: Pick<Parameters, "asserted" | "hideNames">,
  salt: string,
): Context {
  return { asserted, hideNames, salt };
}

/** What a model is shown of a packet, and two tokens that no honest answer holds. */
export type Sent = Redacted & {
  /** Stands in the instructions. */
  canary: string;
  /** Stands for every space in somebody's text. */
  mark: string;
};

/** The text a model gets for one packet, and what it stands for. */
export type Request = {
  version: PromptVersion;
  instructions: string;
  prompt: string;
  sent: Sent;
  /** What was taken out of the prompt; what is taken out of the answer is not known yet. */
  report: RedactionReport;
  /** SHA-256, hex, of the instructions, a zero byte and the prompt: the same bytes, the same hash. */
  inputHash: string;
};

const read = new Map<string, PromptVersion>();

/**
 * A versioned prompt from lib/drafting/prompts, with the SHA-256 of its words, a zero byte and its lists.
 * @throws where there is no such file or its two parts are not marked
 */
export function promptVersion(version: string = currentVersion): PromptVersion {
  const known = read.get(version);
  if (known) return known;
  if (!/^[a-z]+-\d+$/.test(version)) throw new Error(`${version} is not the name of a prompt.`);
  const file = path.join(process.cwd(), "lib", "drafting", "prompts", `${version}.md`);
  const text = readFileSync(file, "utf8");
  const parts = /^=== instructions ===\n([\s\S]*?)\n=== prompt ===\n([\s\S]*?)\n?$/.exec(text);
  const [, instructions, prompt] = parts ?? [];
  if (instructions === undefined || prompt === undefined)
    throw new Error(`${file} has no "=== instructions ===" and "=== prompt ===" lines.`);
  const beside = file.replace(/md$/, "lists.jsonl");
  const lists = existsSync(beside) ? readFileSync(beside, "utf8") : undefined;
  const made = {
    version,
    hash: sha256(lists === undefined || version === FIRST ? text : `${text}\u0000${lists}`),
    instructions,
    prompt,
    lists: listsIn(lists),
  };
  read.set(version, made);
  return made;
}

/** A line with the ids of unknowns and questions, then one for each predicate; a prompt without lists has none. */
function listsIn(text: string | undefined): Lists {
  const [first, ...rest] = (text ?? "").split("\n").filter((line) => line !== "");
  if (first === undefined) return { unknowns: [], questions: [], predicates: [] };
  return {
    ...named.parse(JSON.parse(first)),
    predicates: rest.map((line) => listed.parse(JSON.parse(line))),
  };
}

/** The exact text for a packet: a function of packet, version and context, so it can be shown and checked later. */
export function requestFor(packet: Packet, version: PromptVersion, context: Context): Request {
  if (version.version === FIRST) return firstRequest(packet, version);
  const { stated, report, ...redacted } = redact(packet, context);
  const bare = dataOf(redacted.packet, version.lists, stated);
  const tokens = tokensOf(`${context.salt}\u0000${version.hash}\u0000${bare}`, stated);
  const data =
    stated.length === 0
      ? bare
      : dataOf(
          redacted.packet,
          version.lists,
          stated.map((s) => ({ ...s, text: marked(s.text, tokens.mark) })),
        );
  return filled(version, data, { ...redacted, ...tokens }, report);
}

function firstRequest(packet: Packet, version: PromptVersion): Request {
  const redacted = firstRedact(packet);
  const data = JSON.stringify(firstData(redacted.packet, version.lists), undefined, 1);
  const { canary, mark } = tokensOf(`${version.hash}\n${data}`, []);
  return filled(
    version,
    data,
    { ...redacted, canary, mark },
    { ...emptyReport(), pseudonyms: redacted.people.size },
  );
}

function filled(version: PromptVersion, data: string, sent: Sent, report: RedactionReport): Request {
  const instructions = version.instructions
    .replaceAll("{{canary}}", () => sent.canary)
    .replaceAll("{{mark}}", () => sent.mark);
  const prompt = version.prompt.replaceAll("{{data}}", () => data);
  return { version, instructions, prompt, sent, report, inputHash: sha256(`${instructions}\u0000${prompt}`) };
}

/** Tokens of this call: from SHA-256, other ones where a text happens to hold the mark. */
function tokensOf(seed: string, stated: readonly Stated[]): { canary: string; mark: string } {
  for (let n = 0; ; n++) {
    const digest = sha256(n === 0 ? seed : `${seed}\u0000${n}`);
    const mark = `^${digest.slice(16, 22)}`;
    if (!stated.some((s) => s.text.toLowerCase().includes(mark)))
      return { canary: `cs-${digest.slice(0, 16)}`, mark };
  }
}

/** Spotlighting by datamarking (Hines et al. 2024, arXiv 2403.14720): the token before every word of the text. */
function marked(text: string, mark: string): string {
  return `${mark}${text.replaceAll(" ", mark)}`;
}

function sha256(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("hex");
}
