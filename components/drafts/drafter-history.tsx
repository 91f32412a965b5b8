import Link from "next/link";
import { Badge, type Tone } from "@/components/ui/badge";
import { OwnWords } from "@/components/ui/own-words";
import { Cell, HeadCell, Table, TableBody, TableHead, TableRow } from "@/components/ui/table";
import { calendarDate } from "@/components/ui/time-distance";
import type { DrafterRow, DrafterState } from "@/lib/drafting/drafter-schema";
import { connectionWords, stateWords } from "./drafter-words";

const tones: Partial<Record<DrafterState, Tone>> = { in_force: "accent", proposed: "attention" };

export function StateBadge({ state }: { state: DrafterState }) {
  const tone = tones[state];
  return <Badge {...(tone ? { tone } : {})}>{stateWords[state]}</Badge>;
}

/** Every version, the newest first: what it drafts with, who made it, who decided it and why. */
export function DrafterHistory({ history }: { history: readonly DrafterRow[] }) {
  return (
    <Table caption="Versions of the drafter">
      <TableHead>
        <HeadCell>Version</HeadCell>
        <HeadCell>Model</HeadCell>
        <HeadCell>Made by</HeadCell>
        <HeadCell>Decided by</HeadCell>
      </TableHead>
      <TableBody>
        {history.map((v) => (
          <TableRow key={v.version}>
            <Cell>
              <Link
                href={`/settings/drafting/${v.version}`}
                className="font-medium text-accent hover:underline"
              >
                Version {v.version}
              </Link>{" "}
              <StateBadge state={v.state} />
            </Cell>
            <Cell label="Model" className="[overflow-wrap:anywhere]">
              {v.model} <span className="text-ink-2">({connectionWords[v.connection].toLowerCase()})</span>
            </Cell>
            <Cell label="Made by">
              {v.madeBy.name}, {calendarDate(v.createdAt)}
              <Words of={v.reason} />
            </Cell>
            <Cell label="Decided by">
              {v.decidedBy && v.decidedAt ? (
                <>
                  {v.decidedBy.name}, {calendarDate(v.decidedAt)}
                  <Words of={v.decisionReason} />
                </>
              ) : (
                <span className="text-ink-3">Nobody</span>
              )}
            </Cell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}

function Words({ of }: { of: string | null }) {
  return of === null ? null : (
    <span className="block max-w-[52ch] text-sm text-ink-2 [overflow-wrap:anywhere]">
      “<OwnWords text={of} />”
    </span>
  );
}
