/**
 * Who may be asked, and what may still be answered. Pure.
 *
 * I7  nobody asks themselves
 * I8  who has no address and no account is told so, and not guessed at
 */
import { AppError } from "@/lib/errors";
import { mostOpen, type Part, type QuestionState, type Recipient, waitsDays } from "./schema";

/** Somebody as the portal and the directory know them. */
export type Known = {
  part: Part;
  name: string;
  person: { id: string; kind: string; status: string } | null;
  /** "source/identity", where the directory has them. */
  identity: string | null;
  email: string | null;
  /** Whether the directory says that they have left; null where it does not say. */
  left: boolean | null;
};
export type Asker = { personId: string; identity: string | null; email: string | null };

/** One address and nothing that a mail server would take for more than one, or for a header. */
const ADDRESS = /^[^\s@<>(),;:"\\[\]\p{C}]{1,64}@[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/iu;

export function isAddress(text: string | null): text is string {
  return text !== null && ADDRESS.test(text);
}

/** How a question reaches somebody, or why it cannot. */
export function reached(known: Known, asker: Asker, sendsMail: boolean): Recipient {
  const { part, name, person, email } = known;
  const signsIn =
    person !== null &&
    person.status === "active" &&
    (person.kind === "person" || person.kind === "simulated");
  const mail = sendsMail && isAddress(email) ? email : null;
  return { part, name, portal: signsIn, mail, why: whyNot(known, asker, { signsIn, mail, sendsMail }) };
}

function whyNot(
  known: Known,
  asker: Asker,
  { signsIn, mail, sendsMail }: { signsIn: boolean; mail: string | null; sendsMail: boolean },
): string | null {
  const { name, person, email } = known;
  if (isAsker(known, asker)) return "That is you.";
  if (known.left) return `${name} has left.`;
  if (person?.kind === "operator" || person?.kind === "unassigned")
    return `“${name}” stands for nobody who could answer.`;
  if (signsIn || mail) return null;
  if (!isAddress(email)) return `${name} has no account here, and no e-mail address is known.`;
  return sendsMail ? `${name} cannot be reached.` : `${name} has no account here, and e-mail is not set up.`;
}

function isAsker(known: Known, asker: Asker): boolean {
  const mails = [known.email, asker.email].map((m) => m?.toLowerCase());
  return (
    known.person?.id === asker.personId ||
    (known.identity !== null && known.identity === asker.identity) ||
    (mails[0] !== undefined && mails[0] === mails[1])
  );
}

/** One entry a person, under the first part they have. */
export function distinct(people: readonly Known[]): Known[] {
  const seen = new Set<string>();
  return people.filter((known) => {
    const ids = [known.person?.id, known.identity, known.email?.toLowerCase()].filter(
      (id) => id !== null && id !== undefined,
    );
    if (ids.some((id) => seen.has(id))) return false;
    for (const id of ids) seen.add(id);
    return true;
  });
}

/** Whom nobody can be asked as, where that is worth a word: "Nobody is known to hold the account." */
export const nobody: Partial<Record<Part, string>> = {
  holder: "Nobody is known to hold it.",
  owner: "No owner of this access is known.",
  application: "No owner of the application is known.",
  accountable: "Nobody is known to answer for it.",
};

export type About = {
  campaign: { status: string; dueAt: Date; name: string };
  review: { signedOff: boolean };
  item: { state: string };
};

/** Why nothing can be asked about an item any more, or null. */
export function closedTo({ campaign, review, item }: About, now: Date): string | null {
  if (campaign.status !== "launched" || campaign.dueAt <= now)
    return `${campaign.name} has ended, so an answer would come too late.`;
  if (review.signedOff) return "You signed this review off.";
  if (item.state !== "open") return "This item is decided. Change the decision if an answer would change it.";
  return null;
}

/** The instant a question ends unanswered. */
export function endOf(now: Date, dueAt: Date): Date {
  return new Date(Math.min(now.getTime() + waitsDays * 86_400_000, dueAt.getTime()));
}

const waited = (name: string) => `${name} has been asked about this and has not answered yet.`;
const enough = `${mostOpen} questions about this are open. Wait for an answer, or take one back.`;

/** Why nobody more can be asked while these questions are open, or null. */
export function enoughAsked(open: readonly { part: Part }[]): string | null {
  return open.length >= mostOpen ? enough : null;
}

/** The recipient, who cannot be asked while an earlier question to them is open. */
export function unlessAsked(of: Recipient, open: readonly { part: Part }[]): Recipient {
  return of.why === null && open.some((q) => q.part === of.part) ? { ...of, why: waited(of.name) } : of;
}

/** @throws AppError rule where this cannot be asked now */
export function mayAsk(
  about: About,
  chosen: Recipient | undefined,
  open: readonly { part: Part }[],
  now: Date,
): asserts chosen is Recipient {
  const closed = closedTo(about, now);
  if (closed) throw new AppError("rule", "cannot-ask", closed);
  if (!chosen) throw new AppError("rule", "nobody-to-ask", "Nobody is known who could be asked as that.");
  if (chosen.why) throw new AppError("rule", "cannot-ask", chosen.why, { part: chosen.why });
  if (open.some((q) => q.part === chosen.part))
    throw new AppError("rule", "asked-already", waited(chosen.name));
  const many = enoughAsked(open);
  if (many) throw new AppError("rule", "enough-asked", many);
}

/** The state as of now: one whose time is over has expired, whether or not that was written down yet. */
export function stateAt(
  q: { state: QuestionState; expiresAt: Date },
  campaign: { status: string },
  now: Date,
): QuestionState {
  return q.state === "open" && (q.expiresAt <= now || campaign.status !== "launched") ? "expired" : q.state;
}

/** @throws AppError conflict where the question is no longer open */
export function mustBeOpen(state: QuestionState): void {
  const over: Record<Exclude<QuestionState, "open">, string> = {
    answered: "This was answered already, so nothing more is needed.",
    withdrawn: "This question was taken back; nothing is asked any more.",
    expired: "The time for this answer is over. It was not recorded.",
  };
  if (state !== "open") throw new AppError("conflict", `question-${state}`, over[state]);
}
