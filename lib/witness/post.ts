import { formatAddCheckpoint, parseSize, SIZE_TYPE } from "@/lib/audit-log/add-checkpoint";
import { fromBase64, toBase64 } from "@/lib/audit-log/bytes";
import { verifyCosignature } from "@/lib/audit-log/cosignature";
import { ed25519Verify } from "@/lib/audit-log/ed25519";
import { parseNote } from "@/lib/audit-log/note";
import type { ConfiguredWitness } from "./configured";
import type { RefusalWhy, Submission } from "./schema";

/** What a witness made of a head. `problem`: not now, and no word on the log; `refused`: the log contradicts itself. */
type Posted =
  | { cosigned: { line: string; at: number } }
  | { stands: number }
  | { refused: RefusalWhy; problem: string }
  | { problem: string };

/** Milliseconds that anybody outside may keep us waiting. */
export const patience = 10_000;
const MOST_BYTES = 1 << 16;

/** Sends one head to a witness. Never throws for what the other end does. */
export async function post({ key, url }: ConfiguredWitness, head: Submission): Promise<Posted> {
  const proof = head.proof.map((hash) => fromBase64(hash) ?? new Uint8Array(0));
  const body = formatAddCheckpoint({ oldSize: head.oldSize, proof, checkpoint: head.note });
  let answer: { status: number; type: string; text: string };
  try {
    const response = await fetch(`${url}/add-checkpoint`, {
      method: "POST",
      body,
      headers: { "content-type": "text/plain; charset=utf-8" },
      redirect: "error",
      signal: AbortSignal.timeout(patience),
    });
    const bytes = new Uint8Array(await response.arrayBuffer());
    if (bytes.length > MOST_BYTES) return { problem: "The witness's answer is too long to be one." };
    answer = {
      status: response.status,
      type: response.headers.get("content-type") ?? "",
      text: new TextDecoder().decode(bytes),
    };
  } catch {
    return { problem: "The witness could not be reached." };
  }
  const { status, type, text } = answer;
  if (status === 200) return cosignatureIn(head.note, text, key);
  if (status === 409 && type === SIZE_TYPE) {
    const stands = parseSize(text);
    return stands === undefined ? { problem: "The witness named a size that is no number." } : { stands };
  }
  if (status === 409)
    return {
      refused: "another_root",
      problem: `It has cosigned another root for ${head.size} entries: the log keeps two histories, or was rewritten.`,
    };
  if (status === 422)
    return {
      refused: "not_consistent",
      problem: `It finds that the log of ${head.size} entries does not begin with the ${head.oldSize} it has cosigned.`,
    };
  if (status === 404) return { problem: "The witness does not watch this log: its operator has to add it." };
  if (status === 403) return { problem: "The witness does not know the key of this log." };
  return { problem: `The witness answered ${status}.` };
}

/** Lines of other keys are left out; of this key's, one that does not hold is as good as none. */
async function cosignatureIn(note: string, lines: string, key: ConfiguredWitness["key"]): Promise<Posted> {
  try {
    const whole = parseNote(note + lines);
    const found = await verifyCosignature(whole, key, ed25519Verify);
    if ("problem" in found) return { problem: `The witness's answer does not hold: ${found.problem}` };
    const line = lines.split("\n").find((l) => l.startsWith(`— ${key.name} ${toBase64(key.id).slice(0, 5)}`));
    return line === undefined
      ? { problem: "The witness's answer holds no line of its own." }
      : { cosigned: { line: `${line}\n`, at: found.at } };
  } catch {
    return { problem: "The witness's answer is not a cosignature." };
  }
}
