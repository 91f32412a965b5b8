import Link from "next/link";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Copyable } from "@/components/ui/copyable";
import { StatRow } from "@/components/ui/stat-row";
import { Cell, HeadCell, Table, TableBody, TableHead, TableRow } from "@/components/ui/table";
import type { ImportJobWire, TieOut } from "@/lib/sources/schema";
import { TieOutEquation } from "./tie-out";
import { grouped, many } from "./words";

/** What an import came to: counts, where every row went, and what was put aside. */
export function ImportResult({ job }: { job: ImportJobWire }) {
  const unchanged = job.phase === "unchanged";
  const { tieOut, counts } = job;
  return (
    <>
      {unchanged ? (
        <Callout title="Nothing changed" role="status" className="max-w-[72ch]">
          The very same files, read the same way and as of the same day, are in force already.
        </Callout>
      ) : (
        <p role="status" className="text-lg">
          In force. Every row is accounted for.
        </p>
      )}
      {tieOut ? <TieOutEquation rows={tieOut} /> : null}
      {counts ? (
        <StatRow
          stats={[
            { label: "Identities", value: grouped(counts.identities) },
            { label: "Accounts", value: grouped(counts.accounts) },
            { label: "Entitlements", value: grouped(counts.entitlements) },
            { label: "Grants", value: grouped(counts.grants) },
          ]}
        />
      ) : null}
      {tieOut && tieOut.rejected + tieOut.duplicates > 0 ? (
        <Callout
          tone={tieOut.rejected > 0 ? "attention" : "neutral"}
          title={
            tieOut.rejected > 0 ? many(tieOut.rejected, "row rejected", "rows rejected") : "Rows put aside"
          }
          className="max-w-[72ch]"
          actions={
            <Button asChild size="sm">
              <Link href={`/sources/${job.sourceId}#aside`}>Show each with its reason</Link>
            </Button>
          }
        >
          {tieOut.rejected > 0
            ? "What is rejected could not be read or linked and is not in the snapshot. Mend it in the file and import the file again."
            : `${many(tieOut.duplicates, "row repeats", "rows repeat")} another and was stored once.`}
        </Callout>
      ) : null}
      {tieOut && tieOut.notes.length > 0 ? <Notes notes={tieOut.notes} /> : null}
      {tieOut ? <FileTable tieOut={tieOut} /> : null}
      <div className="flex flex-wrap gap-2">
        <Button asChild variant="filled">
          <Link href={`/sources/${job.sourceId}`}>Show the source</Link>
        </Button>
        <Button asChild>
          <Link href="/sources/import">Import something else</Link>
        </Button>
      </div>
    </>
  );
}

function Notes({ notes }: { notes: readonly string[] }) {
  return (
    <section aria-labelledby="notes" className="max-w-[72ch]">
      <h2 id="notes" className="font-medium">
        Not read
      </h2>
      <ul className="mt-1 list-disc pl-5 text-ink-2">
        {notes.map((note) => (
          <li key={note} className="[overflow-wrap:anywhere]">
            {note}
          </li>
        ))}
      </ul>
    </section>
  );
}

function FileTable({ tieOut }: { tieOut: TieOut }) {
  return (
    <Table caption="Rows by file" showCaption>
      <TableHead>
        <HeadCell>File</HeadCell>
        <HeadCell numeric>Read</HeadCell>
        <HeadCell numeric>Stored</HeadCell>
        <HeadCell numeric>Repeated</HeadCell>
        <HeadCell numeric>Rejected</HeadCell>
        <HeadCell>SHA-256</HeadCell>
      </TableHead>
      <TableBody>
        {Object.entries(tieOut.files)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([name, rows]) => (
            <TableRow key={name}>
              <Cell>
                <span className="font-medium [overflow-wrap:anywhere]">{name}</span>
              </Cell>
              <Cell label="Read" numeric>
                {grouped(rows.read)}
              </Cell>
              <Cell label="Stored" numeric>
                {grouped(rows.stored)}
              </Cell>
              <Cell label="Repeated" numeric>
                {grouped(rows.duplicates)}
              </Cell>
              <Cell label="Rejected" numeric>
                {grouped(rows.rejected)}
              </Cell>
              <Cell label="SHA-256">
                <Hash raw={tieOut.raw} name={name} />
              </Cell>
            </TableRow>
          ))}
      </TableBody>
    </Table>
  );
}

/** The file's own hash; a list of a JSON has its file's. */
function Hash({ raw, name }: { raw: TieOut["raw"]; name: string }) {
  const own = raw[name] ?? (Object.keys(raw).length === 1 ? Object.values(raw)[0] : undefined);
  if (!own) return null;
  return <Copyable text={own.sha256} what={`SHA-256 of ${name}`} className="font-mono text-sm" />;
}
