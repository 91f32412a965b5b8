import { createHash } from "node:crypto";
import { redact } from "@/lib/text/redact";
import { scrub } from "@/lib/text/scrub";
import { secondRanges } from "@/lib/text/second-opinion";
import { report, say } from "./measure";

const TEXTS = 4_000;
const LENGTH = 500;

/** What people write about access: most of it names no secret, some of it has the words that stand beside one. */
const SENTENCES = [
  "Releases outgoing payment runs up to 250,000 euro without a second approval, needed for month end in Finance.",
  "Details are at https://wiki.example.com/pages/finance/month-end-close-checklist-2026 and with the team.",
  "Requested in ticket FIN-20931 by the head of the department and approved by her manager on 2026-03-01.",
  "Resets the password of any employee who is not an administrator; the key is the customer number.",
  "Shows invoices and cost reports, prints the list above a limit and hands it to the auditors.",
] as const;

/** One in so many texts holds a token. */
const LEAKY = 50;

function texts(): string[] {
  return Array.from({ length: TEXTS }, (_, n) => {
    let text = `${n} `;
    for (let at = n; text.length < LENGTH; at++) text += `${SENTENCES[at % SENTENCES.length]} `;
    // Put together here so that no scanner takes this file for a leak.
    const token =
      n % LEAKY === 0 ? ` ghp_${createHash("sha1").update(String(n)).digest("hex").slice(0, 36)}` : "";
    return text.slice(0, LENGTH - token.length) + token;
  });
}

/** What it takes to look a text of 500 characters through, by our own layer, with secretlint where it could find something, and by secretlint alone. */
export async function redactTexts(): Promise<void> {
  say(`${TEXTS} texts of ${LENGTH} characters: looking for secrets`);
  const all = texts();
  const print = (secret: string) => createHash("sha256").update(secret).digest("hex");
  const encoder = new TextEncoder();
  const hash = await each(all, (text) => createHash("sha256").update(encoder.encode(text)).digest());
  const plain = await each(all, (text) => /password\s*[=:]\s*\S+/giu.test(text.normalize("NFKC")));
  const baselines = [
    [hash, "TextEncoder and SHA-256 over the same text"],
    [plain, "NFKC and one regular expression over the same text"],
  ] as const;
  const figures = [
    ["own layer", await each(all, (text) => redact(text, print))],
    ["own layer with secretlint", await each(all, (text) => scrub(text, print))],
    [
      "secretlint alone, on texts with a token",
      await each(
        all.filter((_, n) => n % LEAKY === 0),
        (text) => secondRanges(text, "everywhere"),
      ),
    ],
  ] as const;
  for (const [name, value] of figures)
    for (const [baseline, baselineIs] of baselines)
      report({ name: `secrets in ${LENGTH} characters, ${name}`, value, unit: "us", baseline, baselineIs });
}

/** Microseconds of processor time a text, after a first turn over all of them. */
async function each(all: readonly string[], look: (text: string) => unknown): Promise<number> {
  for (const text of all) await look(text);
  const before = process.cpuUsage();
  for (const text of all) {
    const looked = look(text);
    if (looked instanceof Promise) await looked;
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / all.length;
}
