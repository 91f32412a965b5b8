import { createHash } from "node:crypto";
import { instructs } from "@/lib/text/instructs";
import { redact } from "@/lib/text/redact";
import type { PromptVersion } from "./prompt";
import { plain } from "./words";

export const wordingVersion = "wording-1";

/** An entitlement that nobody vouches for the words of, as its source has it. */
export type Wordless = {
  source: number;
  entitlement: string;
  /** The version of its current entry; 0 where it has none. */
  version: number;
  name: string;
  application: string;
  type: string | null;
  privilege: string | null;
  /** What code reads out of its policy document. */
  policy: string | null;
};

export type WordingRequest = {
  version: PromptVersion;
  instructions: string;
  prompt: string;
  canary: string;
  /** Everything that the answer may take digits from. */
  given: string;
  /** SHA-256, hex, of the instructions, a zero byte and the prompt. */
  inputHash: string;
};

/** The exact text for an entitlement: names only, plain and short, never a description (asserted text stays out of prompts). */
export function wordingRequest(of: Wordless, version: PromptVersion): WordingRequest {
  const sent = {
    name: named(of.name),
    application: named(of.application),
    type: of.type === null ? null : named(of.type),
    privilege: of.privilege,
    policy: of.policy === null ? null : plain(of.policy, 200),
  };
  const data = JSON.stringify(sent, undefined, 1);
  const canary = `cs-${sha256(`${version.hash}\n${data}`).slice(0, 16)}`;
  const instructions = version.instructions.replaceAll("{{canary}}", () => canary);
  const prompt = version.prompt.replaceAll("{{data}}", () => data);
  const given = Object.values(sent).join(" ");
  return {
    version,
    instructions,
    prompt,
    canary,
    given,
    inputHash: sha256(`${instructions}\u0000${prompt}`),
  };
}

/** A name that gives orders (I16) or holds a token (I17) is left out. */
function named(text: string): string {
  if (instructs(text)) return "left out";
  return plain(redact(text, () => "", "vendor shapes").text, 80);
}

export function sha256(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("hex");
}
