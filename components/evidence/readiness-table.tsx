import Link from "next/link";
import { Meter } from "@/components/ui/meter";
import { Cell, HeadCell, Table, TableBody, TableHead, TableRow } from "@/components/ui/table";
import { type ReadinessRow, readinessCounts } from "@/lib/evidence/schema";

const HEADS: Record<(typeof readinessCounts)[number], string> = {
  lastUse: "Last use",
  grantedWhen: "Granted when",
  grantedBy: "Granted by",
  description: "What it allows",
  privilege: "Privilege",
  owner: "Owner",
  identity: "Holder known",
  manager: "Manager",
};

/** Before a launch: what reviewers will be able to see, application by application, and what no source reports. */
export function ReadinessTable({ applications }: { applications: readonly ReadinessRow[] }) {
  return (
    <Table caption="Evidence that each application's source reports">
      <TableHead>
        <HeadCell>Application</HeadCell>
        <HeadCell numeric>Grants</HeadCell>
        {readinessCounts.map((kind) => (
          <HeadCell key={kind}>{HEADS[kind]}</HeadCell>
        ))}
      </TableHead>
      <TableBody>
        {applications.map((row) => (
          <TableRow key={`${row.sourceId} ${row.applicationId}`}>
            <Cell className="min-w-44 max-sm:block">
              {row.application}
              <span className="block text-sm text-ink-3">{row.source}</span>
              <Undescribed row={row} />
            </Cell>
            <Cell label="Grants" numeric>
              {row.grants.toLocaleString("en-GB")}
            </Cell>
            {readinessCounts.map((kind) => (
              <Cell key={kind} label={HEADS[kind]} className="min-w-20">
                <Have have={row.have[kind]} grants={row.grants} what={HEADS[kind]} />
              </Cell>
            ))}
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}

/** The way to the queue, for an application whose reviewers would read technical names. */
function Undescribed({ row: { undescribed, sourceId, applicationId } }: { row: ReadinessRow }) {
  const { entitlements, holders } = undescribed;
  if (entitlements === 0) return null;
  const search = new URLSearchParams({ show: "undescribed", application: `${sourceId}~${applicationId}` });
  return (
    <Link
      href={`/catalogue?${search}`}
      prefetch={false}
      className="block text-sm text-accent hover:underline"
    >
      {entitlements.toLocaleString("en-GB")} undescribed, held {holders.toLocaleString("en-GB")}{" "}
      {holders === 1 ? "time" : "times"}: describe them first
    </Link>
  );
}

function Have({ have, grants, what }: { have: number; grants: number; what: string }) {
  if (have === 0) return <span className="text-ink-3">not reported</span>;
  if (have === grants) return <span>all</span>;
  const said = `${have.toLocaleString("en-GB")} of ${grants.toLocaleString("en-GB")}`;
  return (
    <span>
      {said}
      <Meter value={have} max={grants} label={`${what}: ${said}`} />
    </span>
  );
}
