import { cn } from "./cn";

export interface TimelineEvent {
  /** ISO date. */
  date: string;
  /** One word: "granted", "kept", "moved". */
  label: string;
  /** What kind of thing happened, by shape: something decided, something about the person, the present. */
  mark: "dot" | "square" | "ring";
}

interface TimelineProps {
  events: readonly TimelineEvent[];
  /** The sentence that says the same. */
  label: string;
  className?: string;
}

export interface PlacedEvent extends TimelineEvent {
  /** Place on the line, 0 to 100. */
  at: number;
  /** Line of the label under the axis, 0 or 1; `null` if there is no room for it. */
  tier: 0 | 1 | null;
}

/** What a letter and the gap after a label take of the line, at the narrowest it is drawn. */
const LETTER = 3.7;
const GAP = 3;

/** Where a label stands that belongs to a place: at the ends it does not leave the line. */
const anchorOf = (at: number) => (at < 15 ? "start" : at > 85 ? "end" : "middle");

/** Events in order of time on a line of 0 to 100, each label on the first of two tiers where it has room. */
export function place(events: readonly TimelineEvent[]): PlacedEvent[] {
  const ordered = [...events].sort((a, b) => Date.parse(a.date) - Date.parse(b.date));
  const first = Date.parse(ordered.at(0)?.date ?? "");
  const span = Date.parse(ordered.at(-1)?.date ?? "") - first;
  const until: [number, number] = [-Infinity, -Infinity];
  return ordered.map((event) => {
    const at = span > 0 ? ((Date.parse(event.date) - first) / span) * 100 : 0;
    const width = event.label.length * LETTER;
    const anchor = anchorOf(at);
    const from = anchor === "start" ? 0 : anchor === "end" ? 100 - width : at - width / 2;
    const tier = from >= until[0] ? 0 : from >= until[1] ? 1 : null;
    if (tier !== null) until[tier] = from + width + GAP;
    return { ...event, at, tier };
  });
}

const INSET = 3;

/** What happened when, to scale. */
export function Timeline({ events, label, className }: TimelineProps) {
  const placed = place(events);
  const x = (at: number) => `${(INSET + (at / 100) * (100 - 2 * INSET)).toFixed(2)}%`;
  const tall = placed.some((event) => event.tier === 1);
  return (
    <svg
      role="img"
      aria-label={label}
      width="100%"
      height={tall ? 46 : 30}
      className={cn("block", className)}
    >
      <line x1="0" x2="100%" y1="7" y2="7" className="stroke-line-strong" />
      {placed.map((event) => (
        <g key={`${event.date} ${event.label}`}>
          <Mark event={event} x={x(event.at)} />
          {event.tier === null ? null : (
            <text
              x={event.at < 15 ? "0" : event.at > 85 ? "100%" : x(event.at)}
              y={event.tier === 0 ? 27 : 43}
              textAnchor={anchorOf(event.at)}
              className="fill-ink-3 text-sm"
            >
              {event.label}
            </text>
          )}
        </g>
      ))}
    </svg>
  );
}

function Mark({ event, x }: { event: PlacedEvent; x: string }) {
  if (event.mark === "square") {
    return (
      <svg x={x} y="3" width="8" height="8" overflow="visible" aria-hidden="true">
        <rect x="-4" width="8" height="8" className="fill-ink-2" />
      </svg>
    );
  }
  const ring = event.mark === "ring";
  return (
    <circle
      cx={x}
      cy="7"
      r="4"
      strokeWidth={ring ? 1.5 : 0}
      className={ring ? "fill-panel stroke-ink-2" : "fill-ink-2"}
    />
  );
}
