import { createTransport } from "nodemailer";
import { now } from "@/lib/clock";
import { env } from "@/lib/env";
import { type Letter, line } from "./letter";

/** What became of one try. `again`: it may go another time; the sentence names no address. */
export type Sent = { ok: true } | { ok: false; again: boolean; problem: string };

export type Addressed = {
  /** The mail's own id: the same at each try, so that a receiver can tell a repetition. */
  id: string;
  to: { name: string; address: string };
  letter: Letter;
};

/** Milliseconds that a mail server may keep us waiting. */
const patience = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 30_000 };

/**
 * Hands one mail to the server that SMTP_URL names, over TLS where the URL or the server asks for it. Never inside a transaction.
 */
export async function send({ id, to, letter }: Addressed): Promise<Sent> {
  const { mail } = env();
  if (!mail) return { ok: false, again: true, problem: "E-mail is not set up (SMTP_URL)." };
  const transport = createTransport({ url: mail.url, ...patience });
  try {
    await transport.sendMail({
      from: senderOf(mail.from, env().url),
      // As an object: a name or an address with a comma in it stays one recipient.
      to: { name: line(to.name), address: to.address },
      subject: letter.subject,
      text: letter.text,
      html: letter.html,
      date: now(),
      messageId: `<${id}@${hostOf(env().url)}>`,
      headers: { "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All" },
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    return { ok: true };
  } catch (error) {
    return { ok: false, ...whyNot(error) };
  } finally {
    transport.close();
  }
}

/** COUNTERSIGN_MAIL_FROM, as "Name <address>" or an address; else countersign at the portal's own host. */
export function senderOf(from: string | undefined, url: string): { name: string; address: string } {
  const [, name, address] = /^\s*(?:"?([^"<>]*?)"?\s*<)?([^\s<>]+@[^\s<>]+?)>?\s*$/u.exec(from ?? "") ?? [];
  return {
    name: line(name ?? "") || "Countersign",
    address: address ?? `countersign@${hostOf(url)}`,
  };
}

function hostOf(url: string): string {
  return new URL(url).hostname;
}

/** A server's own words can hold the address: only its number is kept. */
function whyNot(error: unknown): { again: boolean; problem: string } {
  const said: Record<string, unknown> = Object.fromEntries(
    error instanceof Error ? Object.entries(error) : [],
  );
  const number = typeof said.responseCode === "number" ? said.responseCode : null;
  const told = number === null ? "" : ` (${number})`;
  if (said.code === "EAUTH") return { again: true, problem: `The mail server refused the sign-in${told}.` };
  if (said.code === "EENVELOPE" && number === null)
    return { again: false, problem: "The address is not one that mail can be sent to." };
  if (said.code === "EENVELOPE")
    return { again: number !== null && number < 500, problem: `The mail server refused the address${told}.` };
  if (said.code === "ETLS") return { again: true, problem: "The mail server offers no safe connection." };
  if (number !== null) return { again: number < 500, problem: `The mail server refused the message${told}.` };
  return { again: true, problem: "The mail server could not be reached." };
}
