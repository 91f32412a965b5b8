import { Disclosure } from "@/components/ui/disclosure";

export interface RulesCheckedProps {
  /** "Checked against 14 rules: 1 conflict, 2 could not be checked." */
  checked: string;
  unchecked: readonly { rule: string; lacks: string }[];
}

/** How far the rules could be checked; which could not, and what is not known for it, for those who ask. */
export function RulesChecked({ checked, unchecked }: RulesCheckedProps) {
  if (unchecked.length === 0) return <p className="min-h-6 py-0.5 text-sm text-ink-2">{checked}</p>;
  return (
    <Disclosure summary={<span className="text-sm">{checked}</span>} className="min-w-0 flex-1 basis-64">
      <p className="text-sm text-ink-2">
        What could not be checked is not taken as passed. The source does not say what these rules ask for:
      </p>
      <ul className="mt-1 grid gap-1 text-sm">
        {unchecked.map(({ rule, lacks }) => (
          <li key={rule} className="grid gap-x-3 sm:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]">
            <span>{rule}</span>
            <span className="text-ink-2">Not known: {lacks}</span>
          </li>
        ))}
      </ul>
    </Disclosure>
  );
}
