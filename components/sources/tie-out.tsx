import { Equation } from "@/components/ui/equation";
import type { FileTieOut } from "@/lib/sources/schema";

/** Every row read is stored, repeated or rejected. */
export function TieOutEquation({ rows, className }: { rows: FileTieOut; className?: string }) {
  return (
    <Equation
      {...(className ? { className } : {})}
      whole={{ label: "rows read", value: rows.read }}
      parts={[
        { label: "stored", value: rows.stored },
        { label: "repeated", value: rows.duplicates },
        { label: "rejected", value: rows.rejected },
      ]}
    />
  );
}
