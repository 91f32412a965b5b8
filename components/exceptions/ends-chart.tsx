import { cn } from "@/components/ui/cn";

interface EndsChartProps {
  /** From this month on; the last stands for itself and all later ones. */
  months: readonly { month: string; ends: number }[];
}

const NAMES = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** "Nov 2026" of an ISO month. */
function nameOf(month: string): string {
  const [year, number] = month.split("-");
  return `${NAMES[Number(number) - 1]} ${year}`;
}

/** When what is in force ends, a bar a month; the number stands on each bar. */
export function EndsChart({ months }: EndsChartProps) {
  const most = Math.max(1, ...months.map((m) => m.ends));
  return (
    <figure className="max-w-[44rem]">
      <figcaption className="text-base font-medium">Exceptions in force, by the month they end in</figcaption>
      <ol className="mt-2 flex items-end gap-1 border-b border-line-strong sm:gap-2">
        {months.map(({ month, ends }, i) => (
          <li key={month} className="grid min-w-0 flex-1 justify-items-stretch text-center text-sm">
            <span className="sr-only">
              {nameOf(month)}
              {i === months.length - 1 ? " and later" : ""}: {ends}
            </span>
            <span aria-hidden className="text-ink-2">
              {ends === 0 ? "" : ends}
            </span>
            <span
              aria-hidden
              style={{ height: `${ends === 0 ? 0 : Math.max(3, Math.round((ends / most) * 56))}px` }}
              className={cn("block rounded-t-sm", i === 0 ? "bg-attention" : "bg-ink-2")}
            />
          </li>
        ))}
      </ol>
      <ol aria-hidden className="flex gap-1 text-sm text-ink-3 sm:gap-2">
        {months.map(({ month }, i) => (
          <li key={month} className="grid min-w-0 flex-1 justify-center text-center whitespace-nowrap">
            <span className={cn(i % 2 === 1 && "max-sm:invisible")}>{nameOf(month).slice(0, 3)}</span>
            {i === 0 || month.endsWith("-01") ? <span className="block">{month.slice(0, 4)}</span> : null}
          </li>
        ))}
      </ol>
    </figure>
  );
}
