import type { Packet } from "@/lib/evidence/schema";
import type { Sent } from "./redact";
import { LONGEST_JUDGEMENT } from "./schema";
import { subject } from "./words";

/**
 * The model's own wording (I14). No code can check what it means, so it may hold nothing that could pass for a fact or an
 * order: no digit, number word, date, name, link, markup, instruction or word of confidence. What is left is shown as
 * unverified; everything else is dropped whole, never repaired.
 */

const forbidden = wordSet(`
  january february march april june july august september october november december
  monday tuesday wednesday thursday friday saturday sunday
  today yesterday tomorrow tonight weekly monthly yearly annual annually quarter quarterly
  two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen
  twenty thirty forty fifty sixty seventy eighty ninety hundred hundreds thousand thousands million millions dozen dozens
  once twice thrice half third thirds quarter quarters percent percentage majority most
  sure surely certain certainly clear clearly obvious obviously definite definitely undoubtedly doubtless confident
  confidence confidently guaranteed guarantee proven proof prove proves certified verified verify confirmed confirm
  confirms safe safely harmless undeniable unquestionably evidently absolutely always never
  approve approved approves approval approver authorised authorized authorise authorize mandatory required require
  requires exempt exempted exemption sanctioned endorsed signed cleared whitelisted allowlisted compliant
  must should shall ought please recommend recommends recommended recommendation recommending advise advised
  suggest suggests suggested keep keeps retain retains remove removes revoke revokes certify certifies accept accepts
  reject rejects grant click visit review reviewed reviewing flag flagged act ignore ignored disregard override overrule skip forget follow
  you your yours we our ours me my mine system prompt instruction instructions assistant model canary token
  password secret key html http https www com
`);

/** How a sentence may start: anything else, a name or an order, would be capitalised just the same. */
const openers = wordSet(`
  a an the this that these those it its there here no not nothing neither nobody none both either while whereas although
  though since because as if whether what which who why how when where with without within after before during between
  from for in on of by at to under over and but or so yet access use usage work duties evidence records record data
  facts peers colleagues people others only also even still much little some any such their they them it's one role roles
`);

function wordSet(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/u));
}

/**
 * The wording as it may be shown, with pseudonyms resolved, or undefined where it may not.
 * @param sent what the model was shown: its canary and whom its pseudonyms stand for
 */
export function judged(
  text: string,
  packet: Packet,
  sent: Pick<Sent, "canary" | "people">,
): string | undefined {
  const trimmed = text.trim();
  if (trimmed === "" || trimmed.length > LONGEST_JUDGEMENT || trimmed !== trimmed.normalize("NFKC")) return;
  if (trimmed.toLowerCase().includes(sent.canary.toLowerCase())) return;
  const holder = sent.people.get("[P1]");
  const spoken = trimmed.replaceAll("[P1]", "");
  // Only Latin letters, spaces and the marks of plain prose: no digit, no markup, no address, no look-alike letter.
  if (!/^[\p{Script=Latin} ,.;:'’()-]*$/u.test(spoken) || /[.:]\S/u.test(spoken)) return;
  const names = wordsOf([...sent.people.values()].join(" "));
  const labels = wordsOf(
    [packet.access.title, packet.access.application, packet.subject.title, packet.subject.department]
      .filter((l) => l !== null)
      .join(" "),
  );
  let opening = true;
  for (const [token] of trimmed.matchAll(/\[P1\]|[\p{L}'’-]+|[.;:]/gu)) {
    if (token === "[P1]") {
      opening = false;
      continue;
    }
    if (/^[.;:]$/u.test(token)) {
      opening = token === ".";
      continue;
    }
    const word = token.toLowerCase();
    const parts = word.split(/['’-]/u);
    if (parts.some((p) => forbidden.has(p) || names.has(p))) return;
    const capital = token !== word;
    if (opening && !openers.has(word)) return;
    if (!opening && capital && !labels.has(word)) return;
    opening = false;
  }
  return holder === undefined
    ? trimmed.includes("[P1]")
      ? undefined
      : trimmed
    : trimmed.replaceAll("[P1]", subject(packet));
}

function wordsOf(text: string): Set<string> {
  return new Set((text.toLowerCase().match(/\p{L}+/gu) ?? []).filter((w) => w.length > 1));
}
