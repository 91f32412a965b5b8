import { Equation } from "@/components/ui/equation";
import type { SubjectCounts, TieOut } from "@/lib/campaigns/schema";

/** What became of everything in the snapshots: of grants always, of credentials and machines where there are any. */
export function PopulationEquations({ of }: { of: Omit<TieOut, "holds"> }) {
  return (
    <div className="grid gap-2">
      <Equation
        whole={{ label: "grants in the snapshots", value: of.grants }}
        parts={[
          { label: "items to decide", value: of.items },
          { label: "covered by another item", value: of.covered },
          { label: "left out", value: of.excluded },
        ]}
      />
      <Subjects label="credentials" counts={of.credentials} />
      <Subjects label="services, workloads and agents" counts={of.identities} />
    </div>
  );
}

function Subjects({ label, counts }: { label: string; counts: SubjectCounts }) {
  if (counts.all === 0) return null;
  return (
    <Equation
      whole={{ label, value: counts.all }}
      parts={[
        { label: "items to decide", value: counts.items },
        { label: "left out", value: counts.excluded },
      ]}
    />
  );
}
