import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import type { Packet } from "@/lib/evidence/schema";
import { applicable } from "./claims";
import { type Redacted, redact } from "./redact";
import { applying, questions, unknowns } from "./unknowns";

/** A prompt as it stands in its file. A change is a new file, so that an old draft's input can be rebuilt to the byte. */
export type PromptVersion = { version: string; hash: string; instructions: string; prompt: string };

export const currentVersion = "recertification-1";

/** What a model is shown of a packet, and a token that no honest answer holds. */
export type Sent = Redacted & { canary: string };

/** The text a model gets for one packet, and what it stands for. */
export type Request = {
  version: PromptVersion;
  instructions: string;
  prompt: string;
  sent: Sent;
  /** SHA-256, hex, of the instructions, a zero byte and the prompt: the same bytes, the same hash. */
  inputHash: string;
};

const read = new Map<string, PromptVersion>();

/**
 * A versioned prompt from lib/drafting/prompts, with the SHA-256 of its file.
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
  const made = { version, hash: sha256(text), instructions, prompt };
  read.set(version, made);
  return made;
}

/** The exact text for a packet: a function of the packet and the prompt's version, so it can be shown and checked later. */
export function requestFor(packet: Packet, version: PromptVersion): Request {
  const redacted = redact(packet);
  const data = JSON.stringify(dataOf(redacted.packet), undefined, 1);
  const sent = { ...redacted, canary: `cs-${sha256(`${version.hash}\n${data}`).slice(0, 16)}` };
  const instructions = version.instructions.replaceAll("{{canary}}", () => sent.canary);
  const prompt = version.prompt.replaceAll("{{data}}", () => data);
  return { version, instructions, prompt, sent, inputHash: sha256(`${instructions}\u0000${prompt}`) };
}

/** The item as data: facts, and the closed lists that an answer may choose from. */
export function dataOf(packet: Packet) {
  const { subject } = packet;
  return {
    as_of: packet.asOf.slice(0, 10),
    holder: {
      person: subject.name,
      kind: subject.kind,
      title: subject.title,
      department: subject.department,
      manager: subject.manager,
      employment: subject.employment,
      since: subject.since,
    },
    access: {
      application: packet.access.application,
      right: packet.access.title,
      technical_name: packet.access.entitlement,
      type: packet.access.type,
      privilege: packet.access.privilege,
      account: packet.access.account,
    },
    facts: packet.facts.map(({ id, kind, class: of, value }) => ({ id, kind, class: of, value })),
    rules: { passed: packet.rules.passed, failed: packet.rules.failed, not_checked: packet.rules.unknown },
    never_reported: packet.notReported,
    predicates: applicable(packet).map(({ id, kinds, stance, form, when }) => ({
      id,
      kinds,
      stance,
      form,
      when,
    })),
    unknowns: applying(unknowns, packet),
    questions: applying(questions, packet),
  };
}

function sha256(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("hex");
}
