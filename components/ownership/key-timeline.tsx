import { Badge } from "@/components/ui/badge";
import { calendarDate, timeDistance } from "@/components/ui/time-distance";
import type { IdentityDetail, KeyView } from "@/lib/ownership/schema";
import { Panel, Unknown } from "./panel";
import { askWords } from "./words";

const DAY = 86_400_000;

/** Its keys on one line of time: made, renewed, last used, and when they end, with the day of the export marked. */
export function KeyTimeline({ of }: { of: IdentityDetail }) {
  const { keys } = of;
  const now = Date.parse(of.asOf.slice(0, 10));
  const days = keys.flatMap((k) =>
    [k.created, k.rotated, k.lastUsed, k.expires].flatMap((d) => (d ? [Date.parse(d)] : [])),
  );
  const first = Math.min(now - 90 * DAY, ...days);
  const last = Math.max(now + 30 * DAY, ...days);
  const at = (day: number) => `${(2 + ((day - first) / (last - first)) * 96).toFixed(2)}%`;
  return (
    <Panel
      title="Keys"
      sentence={
        keys.length === 0 ? null : (
          <span className="flex flex-wrap gap-x-4 text-sm">
            <Legend mark="dot">made</Legend>
            <Legend mark="square">renewed</Legend>
            <Legend mark="ring">last used</Legend>
            <Legend mark="end">ends</Legend>
            <span>the line: {calendarDate(of.asOf)}</span>
          </span>
        )
      }
    >
      {keys.length === 0 ? (
        of.reportsKeys ? (
          "It has no key, secret or token of its own."
        ) : (
          <Unknown>{askWords(of)}</Unknown>
        )
      ) : (
        <ul className="grid gap-3">
          {keys.map((key) => (
            <li
              key={key.key}
              className="grid gap-x-4 gap-y-1 sm:grid-cols-[minmax(9rem,14rem)_minmax(0,1fr)]"
            >
              <div className="min-w-0">
                <span className="block truncate font-medium">{key.label}</span>
                <span className="block text-sm text-ink-3">
                  {[key.kind?.replaceAll("_", " "), key.source].filter(Boolean).join(", ")}
                </span>
                {key.exposed ? <Badge tone="finding">exposed</Badge> : null}
              </div>
              <div className="min-w-0">
                <svg
                  role="img"
                  aria-label={sentence(key, of.asOf)}
                  width="100%"
                  height="22"
                  className="block"
                >
                  <line x1="0" x2="100%" y1="11" y2="11" className="stroke-line-strong" />
                  <line
                    x1={at(now)}
                    x2={at(now)}
                    y1="1"
                    y2="21"
                    className="stroke-ink-3"
                    strokeDasharray="2 2"
                  />
                  {key.created && key.lastUsed ? (
                    <line
                      x1={at(Date.parse(key.rotated ?? key.created))}
                      x2={at(Math.max(Date.parse(key.lastUsed), Date.parse(key.rotated ?? key.created)))}
                      y1="11"
                      y2="11"
                      strokeWidth="3"
                      className="stroke-ink-2"
                    />
                  ) : null}
                  {key.created ? (
                    <circle cx={at(Date.parse(key.created))} cy="11" r="4" className="fill-ink-2" />
                  ) : null}
                  {key.rotated ? (
                    <svg
                      x={at(Date.parse(key.rotated))}
                      y="7"
                      width="8"
                      height="8"
                      overflow="visible"
                      aria-hidden="true"
                    >
                      <rect x="-4" width="8" height="8" className="fill-ink-2" />
                    </svg>
                  ) : null}
                  {key.lastUsed ? (
                    <circle
                      cx={at(Date.parse(key.lastUsed))}
                      cy="11"
                      r="4"
                      strokeWidth="1.5"
                      className="fill-panel stroke-ink-2"
                    />
                  ) : null}
                  {key.expires ? (
                    <line
                      x1={at(Date.parse(key.expires))}
                      x2={at(Date.parse(key.expires))}
                      y1="4"
                      y2="18"
                      strokeWidth="2"
                      className={Date.parse(key.expires) < now ? "stroke-finding" : "stroke-ink-2"}
                    />
                  ) : null}
                </svg>
                <p aria-hidden className="text-sm text-ink-2">
                  {sentence(key, of.asOf)}
                </p>
                {key.exposed ? <p className="text-sm text-finding">{key.exposed}</p> : null}
              </div>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function sentence(key: KeyView, asOf: string): string {
  const made = key.created ? `Made ${timeDistance(key.created, asOf)}` : "When it was made is not reported";
  const renewed = key.rotated ? `renewed ${timeDistance(key.rotated, asOf)}` : "no renewal reported";
  const used = key.neverUsed
    ? "never used"
    : key.lastUsed
      ? `last used ${timeDistance(key.lastUsed, asOf)}`
      : "last use not reported";
  const ends = key.expires
    ? `${key.expires < asOf.slice(0, 10) ? "ended" : "ends"} ${timeDistance(key.expires, asOf)}`
    : "no end reported";
  return `${made}; ${renewed}; ${used}; ${ends}.`;
}

function Legend({ mark, children }: { mark: "dot" | "square" | "ring" | "end"; children: string }) {
  return (
    <span className="inline-flex items-center gap-1.5">
      <svg aria-hidden="true" width="10" height="10" className="shrink-0">
        {mark === "square" ? (
          <rect x="1" y="1" width="8" height="8" className="fill-ink-2" />
        ) : mark === "end" ? (
          <line x1="5" x2="5" y1="0" y2="10" strokeWidth="2" className="stroke-ink-2" />
        ) : (
          <circle
            cx="5"
            cy="5"
            r="4"
            strokeWidth={mark === "ring" ? 1.5 : 0}
            className={mark === "ring" ? "fill-panel stroke-ink-2" : "fill-ink-2"}
          />
        )}
      </svg>
      {children}
    </span>
  );
}
