import { type ReactNode, useId } from "react";
import { cn } from "@/components/ui/cn";

interface PanelProps {
  title: string;
  /** What the picture beneath says, in one sentence. */
  sentence?: ReactNode;
  id?: string;
  className?: string;
  children: ReactNode;
}

/** One question about an identity, and its answer. */
export function Panel({ title, sentence, id, className, children }: PanelProps) {
  const heading = useId();
  return (
    <section
      id={id}
      aria-labelledby={heading}
      className={cn("min-w-0 rounded-lg border border-line bg-panel px-4 py-3", className)}
    >
      <h2 id={heading} className="text-lg">
        {title}
      </h2>
      {sentence ? <p className="mt-0.5 text-ink-2">{sentence}</p> : null}
      <div className="mt-3">{children}</div>
    </section>
  );
}

/** What no source says, in words and not by colour alone. */
export function Unknown({ children }: { children: ReactNode }) {
  return <span className="text-ink-3 italic">{children}</span>;
}
