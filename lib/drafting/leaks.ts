import { normalise } from "@/lib/text/plain-text";
import type { Sent } from "./prompt";

/**
 * Whether an answer holds a token of its call: the canary of the instructions, or the mark of somebody's text. An honest answer
 * has no use for either, so the whole answer is refused. Looked for as written and as its JSON reads, whatever the case,
 * invisible characters, and marks put in between.
 */
export function leaks(raw: string, sent: Pick<Sent, "canary" | "mark">): boolean {
  const canary = bare(sent.canary);
  const mark = sent.mark.toLowerCase();
  return readings(raw).some((text) => text.includes(mark) || bare(text).includes(canary));
}

const bare = (text: string) => text.replace(/[^a-z0-9]/gu, "");

/** As written, and as its JSON reads. */
function readings(raw: string): string[] {
  const escaped = /\\u/iu.test(raw);
  const read = raw.replace(/\\u([0-9a-f]{4})/giu, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
  return escaped ? [shown(raw), shown(read)] : [shown(raw)];
}

const shown = (text: string) => (/^[ -~\s]*$/u.test(text) ? text : normalise(text)).toLowerCase();
