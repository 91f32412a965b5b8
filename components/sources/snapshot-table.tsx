import Link from "next/link";
import { Badge, type Tone } from "@/components/ui/badge";
import { Copyable } from "@/components/ui/copyable";
import { Disclosure } from "@/components/ui/disclosure";
import { equationText } from "@/components/ui/equation";
import { Cell, HeadCell, Table, TableBody, TableHead, TableRow } from "@/components/ui/table";
import { calendarDate } from "@/components/ui/time-distance";
import type { SnapshotWire } from "@/lib/sources/schema";
import { countsText, formatWord, size, statusWords } from "./words";

interface SnapshotTableProps {
  snapshots: readonly SnapshotWire[];
  /** Who imported each, by its id. */
  importers: Readonly<Record<string, string>>;
  /** Where the rows that a snapshot put aside are listed. */
  asideHref: (snapshot: number) => string;
}

const tones: Record<SnapshotWire["status"], Tone> = {
  loading: "neutral",
  in_force: "accent",
  superseded: "neutral",
  refused: "finding",
};

/** Every import of a source, newest first. */
export function SnapshotTable({ snapshots, importers, asideHref }: SnapshotTableProps) {
  return (
    <Table caption="Snapshots">
      <TableHead>
        <HeadCell>As of</HeadCell>
        <HeadCell>Imported</HeadCell>
        <HeadCell>Status</HeadCell>
        <HeadCell>Holds</HeadCell>
        <HeadCell>Tie-out</HeadCell>
        <HeadCell>SHA-256</HeadCell>
      </TableHead>
      <TableBody>
        {snapshots.map((s) => (
          <TableRow key={s.id}>
            <Cell>
              <span className="font-medium whitespace-nowrap">{calendarDate(s.asOf)}</span>
            </Cell>
            <Cell label="Imported">
              <span className="whitespace-nowrap">{calendarDate(s.importedAt)}</span>
              <span className="block text-sm text-ink-2 [overflow-wrap:anywhere]">
                by {importers[String(s.id)] ?? "the command line"}
              </span>
            </Cell>
            <Cell label="Status">
              <Badge tone={tones[s.status]}>{statusWords[s.status]}</Badge>
              {s.problem ? (
                <span className="mt-1 block max-w-[44ch] text-sm [overflow-wrap:anywhere]">{s.problem}</span>
              ) : null}
              {s.status !== "refused" && !s.complete ? (
                <span className="mt-1 block max-w-[32ch] text-sm text-ink-2">
                  Not complete: it cannot show that access is gone.
                </span>
              ) : null}
            </Cell>
            <Cell label="Holds">
              {s.status === "refused" ? (
                <span className="text-ink-3">Nothing was kept</span>
              ) : (
                <span className="block max-w-[24ch] max-sm:max-w-none">{countsText(s.counts)}</span>
              )}
              <span className="block text-sm text-ink-2">
                {formatWord(s.format)}, {size(s.bytes)}
              </span>
              <Files snapshot={s} />
            </Cell>
            <Cell label="Tie-out">
              <TieOutText snapshot={s} href={asideHref(s.id)} />
            </Cell>
            <Cell label="SHA-256">
              <Copyable
                text={s.sha256}
                what="SHA-256 of the raw files"
                className="block max-w-[20ch] font-mono text-sm max-sm:max-w-none"
              />
            </Cell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}

/** The files as they came, to be taken away; who opens one stands in the log. */
function Files({ snapshot: { id, kept, tieOut } }: { snapshot: SnapshotWire }) {
  const names = Object.keys(tieOut?.raw ?? {}).sort();
  if (names.length === 0) return null;
  if (!kept) return <span className="block text-sm text-ink-3">The files are past their period.</span>;
  return (
    <Disclosure summary={names.length === 1 ? "The file" : `The ${names.length} files`}>
      <ul className="grid gap-0.5 text-sm">
        {names.map((name) => (
          <li key={name} className="[overflow-wrap:anywhere]">
            <a
              href={`/api/sources/raw/${id}?name=${encodeURIComponent(name)}`}
              download
              className="text-accent hover:underline"
            >
              {name}
            </a>
          </li>
        ))}
      </ul>
      <p className="text-sm text-ink-2">Who opens one is recorded.</p>
    </Disclosure>
  );
}

function TieOutText({ snapshot, href }: { snapshot: SnapshotWire; href: string }) {
  const { tieOut } = snapshot;
  if (!tieOut) return <span className="text-ink-3">Not reached</span>;
  return (
    <span className="block max-w-[28ch] max-sm:max-w-none">
      {equationText({ label: "read", value: tieOut.read }, [
        { label: "stored", value: tieOut.stored },
        { label: "repeated", value: tieOut.duplicates },
        { label: "rejected", value: tieOut.rejected },
      ])}
      {tieOut.duplicates + tieOut.rejected > 0 ? (
        <Link href={href} className="block text-sm text-accent hover:underline">
          Rows put aside
        </Link>
      ) : null}
    </span>
  );
}
