import type { Share } from "@/lib/drafting/share";
import { shareWords } from "./evaluation-words";

export interface IntervalRow {
  name: string;
  now: Share;
  /** The same figure before: drawn hollow, under it. */
  before?: Share | null;
  /** What it is held to, in percent: a mark on the scale. */
  limit?: { at: number; side: "least" | "most" };
  /** Stands under the name. */
  note?: string;
}

const at = (hundredths: number) => `${(hundredths / 100).toFixed(2)}%`;
const shareAt = ({ n, of }: Share) => at(of === 0 ? 0 : (10_000 * n) / of);

/** Shares as points with their 95 % intervals on one scale from 0 to 100 %; the figures stand beside them in words. */
export function DotIntervals({ rows, label }: { rows: readonly IntervalRow[]; label: string }) {
  return (
    <ul aria-label={label} className="grid">
      <li
        aria-hidden="true"
        className="hidden items-end gap-x-6 pb-0.5 sm:grid sm:grid-cols-[minmax(0,1fr)_minmax(0,14rem)_minmax(0,16rem)]"
      >
        <span className="col-start-2 flex justify-between text-sm text-ink-3">
          <span>0</span>
          <span>50</span>
          <span>100 %</span>
        </span>
      </li>
      {rows.map((row) => (
        <li
          key={row.name}
          className="grid items-center gap-x-6 gap-y-1 border-t border-line py-2 sm:grid-cols-[minmax(0,1fr)_minmax(0,14rem)_minmax(0,16rem)]"
        >
          <div className="min-w-0">
            <p className="[overflow-wrap:anywhere]">{row.name}</p>
            {row.note ? <p className="text-sm text-ink-2">{row.note}</p> : null}
          </div>
          <Plot row={row} />
          <div className="text-sm">
            <p>{shareWords(row.now)}</p>
            {row.before ? <p className="text-ink-2">before: {shareWords(row.before)}</p> : null}
          </div>
        </li>
      ))}
    </ul>
  );
}

function Plot({ row: { now, before, limit } }: { row: IntervalRow }) {
  const height = before ? 36 : 22;
  return (
    <svg aria-hidden="true" width="100%" height={height} className="block overflow-visible">
      {[0, 25, 50, 75, 100].map((tick) => (
        <line key={tick} x1={`${tick}%`} x2={`${tick}%`} y1="0" y2={height} className="stroke-line" />
      ))}
      {limit ? (
        <>
          <line
            x1={`${limit.at}%`}
            x2={`${limit.at}%`}
            y1="0"
            y2={height}
            strokeWidth="1.5"
            strokeDasharray="3 2"
            className="stroke-attention"
          />
          <text
            x={`${limit.at}%`}
            dx={limit.at > 50 ? -4 : 4}
            y="8"
            fontSize="9"
            textAnchor={limit.at > 50 ? "end" : "start"}
            className="fill-attention"
          >
            {limit.side === "least" ? `at least ${limit.at}` : `at most ${limit.at}`}
          </text>
        </>
      ) : null}
      <Dot share={now} y={15} />
      {before ? <Dot share={before} y={29} hollow /> : null}
    </svg>
  );
}

function Dot({ share, y, hollow = false }: { share: Share; y: number; hollow?: boolean }) {
  if (share.of === 0) return null;
  return (
    <>
      <line
        x1={at(share.low)}
        x2={at(share.high)}
        y1={y}
        y2={y}
        strokeWidth={hollow ? 1 : 1.5}
        className={hollow ? "stroke-ink-3" : "stroke-accent"}
      />
      <circle
        cx={shareAt(share)}
        cy={y}
        r={hollow ? 3 : 4}
        className={hollow ? "fill-panel stroke-ink-3" : "fill-accent"}
      />
    </>
  );
}
