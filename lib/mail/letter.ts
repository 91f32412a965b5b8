import { dayWords } from "@/lib/evidence/words";
import { normalise } from "@/lib/text/plain-text";

/**
 * The words of each mail, plain and as the least of HTML: no picture, nothing that tells that it was opened, one link. The subject
 * names nobody, no campaign and no access, as subjects are read over shoulders. Pure.
 */
export type Content =
  | { kind: "invitation"; name: string; campaign: string; items: number; due: string; url: string }
  | {
      kind: "reminder";
      name: string;
      campaign: string;
      left: number;
      items: number;
      due: string;
      url: string;
    }
  | {
      kind: "question";
      name: string;
      by: string;
      question: string;
      access: string;
      until: string;
      url: string;
    }
  | { kind: "answer"; name: string; to: string; access: string; late: boolean; url: string }
  | { kind: "figures"; name: string; campaign: string; until: string; again: boolean; url: string }
  | { kind: "checkpoint"; name: string; size: number; sealed: string[]; note: string; url: string }
  | { kind: "refusal"; name: string; witness: string; problem: string; url: string };

export type Letter = { subject: string; text: string; html: string };

type Part = { says: string } | { quotes: string } | { verbatim: string } | { link: string; label: string };

const counted = (n: number, what: string) => `${n.toLocaleString("en-GB")} ${what}${n === 1 ? "" : "s"}`;

const subjects: { [K in Content["kind"]]: (of: Extract<Content, { kind: K }>) => string } = {
  invitation: ({ due }) => `Access for you to review until ${dayWords(due)}`,
  reminder: ({ due }) => `Reminder: access for you to review until ${dayWords(due)}`,
  question: () => "A question about access, for you to answer",
  answer: () => "An answer to your question about access",
  figures: ({ until, again }) =>
    `${again ? "Reminder: figures" : "Figures"} for you to answer before ${dayWords(until)}`,
  checkpoint: () => "A checkpoint of the audit log, for you to keep",
  refusal: () => "A witness refuses the audit log",
};

const bodies: { [K in Content["kind"]]: (of: Extract<Content, { kind: K }>) => Part[] } = {
  invitation: ({ campaign, items, due, url }) => [
    {
      says: `${counted(items, "item")} of “${campaign}” ${items === 1 ? "is" : "are"} with you to review. What is not decided by the end of ${dayWords(due)} closes as not reviewed.`,
    },
    { link: url, label: "Open your review" },
    { says: "You sign in as always. This mail gives access to nothing by itself." },
  ],
  reminder: ({ campaign, left, items, due, url }) => [
    {
      says: `${left.toLocaleString("en-GB")} of ${counted(items, "item")} of “${campaign}” ${left === 1 ? "is" : "are"} still open with you. What is not decided by the end of ${dayWords(due)} closes as not reviewed.`,
    },
    { link: url, label: "Go on with your review" },
  ],
  question: ({ by, question, access, until, url }) => [
    { says: `${by} reviews this access and asks you about it: ${access}.` },
    { quotes: question },
    { link: url, label: "Answer the question" },
    {
      says: `The link answers this one question and nothing else, once, until ${dayWords(until)}. Do not pass it on: whoever has it can answer in your place.`,
    },
    {
      says: `Your answer goes to ${by} and onto the record of the review. It decides nothing by itself.`,
    },
  ],
  answer: ({ to, access, late, url }) => [
    { says: `${to} answered what you asked about this access: ${access}.` },
    {
      says: late
        ? "It was decided by then, so the answer stands with your question and changes no evidence."
        : "The answer is part of the evidence now. Read it before you decide.",
    },
    { link: url, label: "Open the item" },
  ],
  figures: ({ campaign, until, again, url }) => [
    {
      says: again
        ? `Nobody has answered the figures on how “${campaign}” was reviewed. Its seal waits until ${dayWords(until)}; then it is sealed without an answer, and its report says so.`
        : `“${campaign}” is closed. Its seal waits for a control owner to look at the figures on how people reviewed and to say what is done about them, until ${dayWords(until)}; then it is sealed without an answer, and its report says so.`,
    },
    { link: url, label: "Open the figures and answer" },
    { says: "One answer is enough: every control owner gets this mail." },
  ],
  checkpoint: ({ size, sealed, note, url }) => [
    {
      says: `This is the signed head of the audit log over ${size.toLocaleString("en-GB")} ${size === 1 ? "entry" : "entries"}.${
        sealed.length > 0 ? ` Sealed since the last one: ${sealed.map((n) => `“${n}”`).join(", ")}.` : ""
      } Keep this mail where the people who run Countersign cannot change it.`,
    },
    { verbatim: note },
    {
      says: "Saved as a file, from the first of these lines to the end of the last, it goes into the verifier as --previous: a pack that was built later holds only if the log still begins with what it held today.",
    },
    { link: url, label: "Open the log" },
  ],
  refusal: ({ witness, problem, url }) => [
    {
      says: `The witness ${witness} no longer cosigns the audit log of Countersign. ${problem}`,
    },
    {
      says: "That means entries were rewritten or cut off, or the database was put back from a backup and went on from there. Ask who runs it what happened, and keep the checkpoints you have.",
    },
    { link: url, label: "Open the log" },
  ],
};

const why = "Countersign sends this because of an access review in your organisation.";
const whyLog = "Countersign sends this to everybody who holds the role of auditor.";
const whyOf = ({ kind }: Content) => (kind === "checkpoint" || kind === "refusal" ? whyLog : why);

export function letterOf(content: Content): Letter {
  const parts = partsOf(content);
  const greeting = `Hello ${line(content.name)},`;
  return {
    subject: line(subjectOf(content)),
    text: `${[greeting, ...parts.map(plain), whyOf(content)].join("\n\n")}\n`,
    html: `<!doctype html><html lang="en"><body style="font-family:sans-serif;font-size:15px;line-height:1.45;color:#1a1a1a;max-width:36em"><p>${escaped(greeting)}</p>${parts
      .map(marked)
      .join("")}<p style="color:#5a5a5a;font-size:13px">${escaped(whyOf(content))}</p></body></html>`,
  };
}

/** The body and subject are of the content's own kind; the compiler cannot follow that through the index. */
function partsOf(content: Content): Part[] {
  const body = bodies[content.kind] as (of: Content) => Part[];
  return body(content);
}
function subjectOf(content: Content): string {
  const subject = subjects[content.kind] as (of: Content) => string;
  return subject(content);
}

/** One line without control characters: nothing that a name holds can begin a header of its own. */
export function line(text: string): string {
  return normalise(text);
}

function plain(part: Part): string {
  if ("says" in part) return line(part.says);
  if ("quotes" in part) return `    ${line(part.quotes)}`;
  if ("verbatim" in part) return part.verbatim.trimEnd();
  return `${part.label}: ${part.link}`;
}

function marked(part: Part): string {
  if ("says" in part) return `<p>${escaped(line(part.says))}</p>`;
  if ("quotes" in part)
    return `<blockquote style="margin:0 0 1em;padding-left:1em;border-left:3px solid #c8c8c8">${escaped(line(part.quotes))}</blockquote>`;
  if ("verbatim" in part)
    return `<pre style="white-space:pre-wrap;word-break:break-all;font-size:12px;border:1px solid #c8c8c8;padding:0.7em">${escaped(part.verbatim.trimEnd())}</pre>`;
  return `<p><a href="${escaped(part.link)}">${escaped(part.label)}</a></p>`;
}

const entities: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/gu, (c) => entities[c] ?? c);
}
