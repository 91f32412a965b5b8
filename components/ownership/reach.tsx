import type { IdentityDetail, ReachRow } from "@/lib/ownership/schema";
import { Panel } from "./panel";

const total = (row: ReachRow) => row.privileged + row.standard + row.unknown;

/** What could be done in its name: each application it reaches, by how much, and how much of it was used. */
export function Reach({ of }: { of: IdentityDetail }) {
  const { reach } = of;
  const most = Math.max(1, ...reach.map(total));
  const all = reach.reduce((sum, row) => sum + total(row), 0);
  const privileged = reach.reduce((sum, row) => sum + row.privileged, 0);
  const classes = [...new Set(reach.flatMap((row) => row.dataClasses))].sort();
  return (
    <Panel
      title="What it can reach"
      sentence={
        reach.length === 0
          ? null
          : `${all === 1 ? "1 entitlement" : `${all} entitlements`} in ${reach.length === 1 ? "1 application" : `${reach.length} applications`}, ${privileged} privileged${classes.length > 0 ? `; data: ${classes.join(", ")}` : ""}.`
      }
    >
      {reach.length === 0 ? (
        "No account of it holds anything in a source in force."
      ) : (
        <ul className="grid gap-2.5">
          {reach.map((row) => (
            <li
              key={`${row.source} ${row.application}`}
              className="grid items-center gap-x-4 gap-y-0.5 sm:grid-cols-[minmax(9rem,14rem)_minmax(0,1fr)]"
            >
              <div className="min-w-0">
                <span className="block truncate font-medium">{row.application}</span>
                <span className="block truncate text-sm text-ink-3">
                  {[
                    row.criticality ? `${row.criticality} criticality` : null,
                    row.dataClasses.length > 0 ? row.dataClasses.join(", ") : "data class not reported",
                  ]
                    .filter(Boolean)
                    .join("; ")}
                </span>
              </div>
              <div className="min-w-0">
                <Bar row={row} most={most} />
                <p className="text-sm text-ink-2">{parts(row)}</p>
              </div>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function parts(row: ReachRow): string {
  const kinds = [
    row.privileged > 0 ? `${row.privileged} privileged` : "",
    row.standard > 0 ? `${row.standard} standard` : "",
    row.unknown > 0 ? `${row.unknown} not said how far` : "",
  ].filter(Boolean);
  const use = [
    row.used > 0 ? `${row.used} used in 90 days` : "",
    row.idle > 0 ? `${row.idle} not` : "",
    row.unreported > 0 ? `use of ${row.unreported} not reported` : "",
  ].filter(Boolean);
  return `${kinds.join(", ")}; ${use.join(", ")}.`;
}

function Bar({ row, most }: { row: ReachRow; most: number }) {
  const share = (n: number) => (n / most) * 100;
  const segments = [
    { key: "privileged", n: row.privileged, look: "fill-ink-2" },
    { key: "standard", n: row.standard, look: "fill-control" },
    { key: "unknown", n: row.unknown, look: "fill-panel stroke-control" },
  ];
  let x = 0;
  return (
    <svg role="img" aria-label={parts(row)} width="100%" height="12" className="block">
      {segments.map((segment) => {
        const from = x;
        x += share(segment.n);
        return segment.n === 0 ? null : (
          <rect
            key={segment.key}
            x={`${from.toFixed(2)}%`}
            y="2"
            width={`${share(segment.n).toFixed(2)}%`}
            height="8"
            strokeDasharray={segment.key === "unknown" ? "2 2" : undefined}
            className={segment.look}
          />
        );
      })}
    </svg>
  );
}
