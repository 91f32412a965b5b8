import { wilson } from "@/lib/evidence/client";

interface ReliabilityPlotProps {
  /** Expected removals in thousandths, and how many of how many were removed. */
  bins: readonly { expected: number; grants: number; revoked: number }[];
  /** What the plot says in a sentence. */
  label: string;
  className?: string;
}

const SIZE = 240;
const LEFT = 34;
const BOTTOM = 26;
const ROOM = 8;

/** What was expected against what happened: on the diagonal an expectation held. Lines are 95 % intervals. */
export function ReliabilityPlot({ bins, label, className }: ReliabilityPlotProps) {
  const x = (share: number) => LEFT + share * (SIZE - LEFT - ROOM);
  const y = (share: number) => SIZE - BOTTOM - share * (SIZE - BOTTOM - ROOM);
  return (
    <figure className={className}>
      <svg role="img" aria-label={label} viewBox={`0 0 ${SIZE} ${SIZE}`} className="block w-full max-w-80">
        {[0, 0.25, 0.5, 0.75, 1].map((at) => (
          <g key={at}>
            <line x1={x(0)} x2={x(1)} y1={y(at)} y2={y(at)} className="stroke-line" />
            <text x={LEFT - 5} y={y(at) + 3} textAnchor="end" fontSize="9" className="fill-ink-3">
              {at * 100}
            </text>
            <text x={x(at)} y={SIZE - BOTTOM + 11} textAnchor="middle" fontSize="9" className="fill-ink-3">
              {at * 100}
            </text>
          </g>
        ))}
        <line x1={x(0)} y1={y(0)} x2={x(1)} y2={y(1)} strokeDasharray="3 3" className="stroke-control" />
        {bins.map((bin) => {
          const [low, high] = wilson(bin.revoked, bin.grants);
          const at = x(bin.expected / 1000);
          return (
            <g key={bin.expected}>
              <line x1={at} x2={at} y1={y(low)} y2={y(high)} className="stroke-ink-3" />
              <circle cx={at} cy={y(bin.revoked / bin.grants)} r="3" className="fill-accent" />
            </g>
          );
        })}
        <text x={(LEFT + SIZE) / 2} y={SIZE - 3} textAnchor="middle" fontSize="9" className="fill-ink-2">
          expected removed, percent
        </text>
        <text
          x={9}
          y={(SIZE - BOTTOM) / 2}
          textAnchor="middle"
          fontSize="9"
          transform={`rotate(-90 9 ${(SIZE - BOTTOM) / 2})`}
          className="fill-ink-2"
        >
          removed, percent
        </text>
      </svg>
    </figure>
  );
}
