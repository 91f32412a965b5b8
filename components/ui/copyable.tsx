"use client";

import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { cn } from "./cn";

interface CopyableProps {
  text: string;
  /** What the text is, for the button's name: "role name". */
  what: string;
  /** What is shown of it, where that is less. */
  shown?: string;
  className?: string | undefined;
}

/** A technical name that one press copies. Where the browser gives no clipboard, the text can still be selected. */
export function Copyable({ text, what, shown, className }: CopyableProps) {
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
    <span className={cn("[overflow-wrap:anywhere]", className)}>
      {shown ?? text}
      <button
        type="button"
        onClick={copy}
        aria-label={copied ? `Copied ${what}` : `Copy ${what}`}
        className="-my-1 ml-0.5 inline-flex size-6 align-middle items-center justify-center rounded-sm text-ink-3 hover:bg-sunken hover:text-ink"
      >
        <Icon aria-hidden className="size-3.5" strokeWidth={1.75} />
      </button>
    </span>
  );
}
