import Link from "next/link";
import { Badge, type Tone } from "@/components/ui/badge";
import { OwnWords } from "@/components/ui/own-words";
import { Cell, HeadCell, Table, TableBody, TableHead, TableRow } from "@/components/ui/table";
import { calendarDate } from "@/components/ui/time-distance";
import type { VersionRow, VersionState } from "@/lib/rules/schema";
import { number, stateWords } from "./words";

const tones: Partial<Record<VersionState, Tone>> = { in_force: "accent", proposed: "attention" };

export function StateBadge({ state }: { state: VersionState }) {
  const tone = tones[state];
  return <Badge {...(tone ? { tone } : {})}>{stateWords[state]}</Badge>;
}

/** Every version, the newest first: who made it, who decided it and why. */
export function HistoryTable({ history }: { history: readonly VersionRow[] }) {
  return (
    <Table caption="Versions of the rules">
      <TableHead>
        <HeadCell>Version</HeadCell>
        <HeadCell>Made by</HeadCell>
        <HeadCell>Decided by</HeadCell>
        <HeadCell numeric>Rules on</HeadCell>
        <HeadCell numeric>Campaigns</HeadCell>
      </TableHead>
      <TableBody>
        {history.map((v) => (
          <TableRow key={v.version}>
            <Cell>
              <Link href={`/rules/${v.version}`} className="font-medium text-accent hover:underline">
                Version {v.version}
              </Link>{" "}
              <StateBadge state={v.state} />
            </Cell>
            <Cell label="Made by">
              {v.madeBy ? (
                <>
                  {v.madeBy.name}, {calendarDate(v.createdAt)}
                  <Reason words={v.reason} />
                </>
              ) : (
                "Ships with Countersign"
              )}
            </Cell>
            <Cell label="Decided by">
              {v.decidedBy && v.decidedAt ? (
                <>
                  {v.decidedBy.name}, {calendarDate(v.decidedAt)}
                  <Reason words={v.decisionReason} />
                </>
              ) : (
                <span className="text-ink-3">Nobody</span>
              )}
            </Cell>
            <Cell label="Rules on" numeric>
              {number(v.on)}
            </Cell>
            <Cell label="Campaigns" numeric>
              {number(v.campaigns)}
            </Cell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}

function Reason({ words }: { words: string | null }) {
  return words === null ? null : (
    <span className="block max-w-[52ch] text-sm text-ink-2 [overflow-wrap:anywhere]">
      “<OwnWords text={words} />”
    </span>
  );
}
