"use client";

import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { cn } from "./cn";

interface CopyableProps {
  text: string;
  /** What the text is, for the button's name: "role name". */
  what: string;
  className?: string | undefined;
}

/** A technical name that one press copies. Where the browser gives no clipboard, the text can still be selected. */
export function Copyable({ text, what, className }: CopyableProps) {
  const [copied, setCopied] = useState(false);

  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 1500);
    return () => clearTimeout(timer);
  }, [copied]);

  async function copy() {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
    } catch {
      setCopied(false);
    }
  }

  const Icon = copied ? Check : Copy;
  return (
    <span className={cn("group/copy inline-flex max-w-full min-w-0 items-center", className)}>
      <span className="min-w-0 [overflow-wrap:anywhere]">{text}</span>
      <button
        type="button"
        onClick={copy}
        aria-label={copied ? `Copied ${what}` : `Copy ${what}`}
        className="inline-flex size-6 shrink-0 items-center justify-center rounded-sm text-ink-3 hover:bg-sunken hover:text-ink"
      >
        <Icon aria-hidden className="size-3.5" strokeWidth={1.75} />
      </button>
    </span>
  );
}
