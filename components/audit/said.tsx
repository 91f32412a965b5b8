import Link from "next/link";
import type { SaidPart } from "@/lib/audit-log/entry-queries";

interface SaidProps {
  parts: readonly SaidPart[];
  /** The campaign of the entry: an item is found by it. */
  campaign: string | null;
}

/** A sentence of the log with what it names as links: a person to all they did, an item and a campaign to themselves. */
export function Said({ parts, campaign }: SaidProps) {
  return parts.map((part, at) => {
    // A sentence is never put together anew, so a place in it stands for itself.
    const key = `${at}`;
    if (typeof part === "string") return <span key={key}>{part}</span>;
    const href = hrefOf(part, campaign);
    return href === null ? (
      <span key={key}>{part.name}</span>
    ) : (
      <Link
        key={key}
        href={href}
        prefetch={false}
        className="text-accent underline underline-offset-2 [overflow-wrap:anywhere]"
      >
        {part.name}
      </Link>
    );
  });
}

function hrefOf(part: Exclude<SaidPart, string>, campaign: string | null): string | null {
  if (part.is === "campaign") return `/campaigns/${part.id}`;
  if (part.is === "item") return campaign ? `/campaigns/${campaign}/items/${part.id}` : null;
  return `/log?${new URLSearchParams({ person: part.id })}`;
}

/** The sentence as plain text. */
export const saidText = (parts: readonly SaidPart[]) =>
  parts.map((part) => (typeof part === "string" ? part : part.name)).join("");
