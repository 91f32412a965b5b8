import { ProgressBar } from "@/components/ui/progress-bar";

export interface ReviewTitleProps {
  /** "Q4 SOX review, Finance applications". */
  name: string;
  /** "due Fri 27 Nov, in 5 days". */
  due: string;
}

/** What the window is about, for the top bar; the page's first heading. */
export function ReviewTitle({ name, due }: ReviewTitleProps) {
  return (
    <div className="flex min-w-0 items-baseline gap-x-3 max-sm:flex-col">
      <h1 className="min-w-0 max-w-full truncate text-base font-normal">{name}</h1>
      <p className="shrink-0 text-ink-2 max-sm:text-sm max-sm:leading-4">{due}</p>
    </div>
  );
}

export interface ReviewProgressProps {
  decided: number;
  total: number;
  /** "38 of 124 decided, about 50 minutes left". */
  sentence: string;
}

/** How far one's own list is, for the top bar. */
export function ReviewProgress({ decided, total, sentence }: ReviewProgressProps) {
  return (
    <div className="flex items-center gap-3">
      <span aria-hidden className="whitespace-nowrap text-ink-2">
        {sentence}
      </span>
      <ProgressBar
        value={decided}
        max={total}
        label={sentence}
        className="w-44 max-md:w-auto max-md:min-w-10 max-md:flex-1"
      />
    </div>
  );
}
