import { cn } from "./cn";

export interface EquationTerm {
  label: string;
  value: number;
}

interface EquationProps {
  whole: EquationTerm;
  parts: readonly EquationTerm[];
  className?: string;
}

/** Grouped digits, the same on server and in browser. */
export function count(n: number): string {
  return n.toLocaleString("en-GB");
}

/** What the parts leave unaccounted for; 0 when the equation holds, negative when they exceed the whole. */
export function remainder(whole: EquationTerm, parts: readonly EquationTerm[]): number {
  return whole.value - parts.reduce((sum, part) => sum + part.value, 0);
}

/** The equation in words: "6,921 grants = 6,800 items + 121 covered + 0 excluded". */
export function equationText(whole: EquationTerm, parts: readonly EquationTerm[]): string {
  const left = remainder(whole, parts);
  const right = parts.map((part) => `${count(part.value)} ${part.label}`).join(" + ");
  const said = `${count(whole.value)} ${whole.label} ${left === 0 ? "=" : "≠"} ${right}`;
  if (left === 0) return said;
  return `${said}. It does not hold: ${count(Math.abs(left))} ${left > 0 ? "missing on the right" : "too many on the right"}.`;
}

/** A whole and its parts, each number over its name, and in words what is missing when they differ. */
export function Equation({ whole, parts, className }: EquationProps) {
  const left = remainder(whole, parts);
  return (
    <div className={className}>
      <p className="sr-only">{equationText(whole, parts)}</p>
      <div aria-hidden className="flex flex-wrap items-start gap-x-3 gap-y-2">
        <Term term={whole} />
        {parts.map((part, index) => (
          <span key={part.label} className="inline-flex gap-x-3">
            <span className={cn("text-xl text-ink-3", index === 0 && left !== 0 && "text-finding")}>
              {index > 0 ? "+" : left === 0 ? "=" : "≠"}
            </span>
            <Term term={part} />
          </span>
        ))}
      </div>
      {left === 0 ? null : (
        <p aria-hidden className="mt-1 text-finding">
          It does not hold: {count(Math.abs(left))}{" "}
          {left > 0 ? "missing on the right" : "too many on the right"}.
        </p>
      )}
    </div>
  );
}

function Term({ term }: { term: EquationTerm }) {
  return (
    <span className="inline-grid">
      <span className="text-xl font-semibold">{count(term.value)}</span>
      <span className="text-sm text-ink-2">{term.label}</span>
    </span>
  );
}
