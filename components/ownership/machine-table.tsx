import Link from "next/link";
import { Badge } from "@/components/ui/badge";
import { Cell, HeadCell, Table, TableBody, TableHead, TableRow } from "@/components/ui/table";
import { kindWords, type MachineRow } from "@/lib/ownership/schema";
import { OfferButton } from "./offer-button";
import { Unknown } from "./panel";
import { knownWords, listed, offerWords, reachWords } from "./words";

interface MachineTableProps {
  rows: readonly MachineRow[];
  caption: string;
  /** Admins ask; the others look. */
  mayAsk: boolean;
}

/** Services, workloads and agents: who answers, what they reach, and what is known of them. */
export function MachineTable({ rows, caption, mayAsk }: MachineTableProps) {
  return (
    <Table caption={caption}>
      <TableHead>
        <HeadCell>Identity</HeadCell>
        <HeadCell>Who answers</HeadCell>
        <HeadCell>Reach</HeadCell>
        <HeadCell>What is known</HeadCell>
      </TableHead>
      <TableBody>
        {rows.map((row) => (
          <TableRow key={`${row.source} ${row.id}`}>
            <Cell className="max-sm:block">
              <Link
                href={`/identities/${row.source}/${encodeURIComponent(row.id)}`}
                prefetch={false}
                className="font-medium text-accent hover:underline"
              >
                {row.name}
              </Link>
              <span className="block text-sm text-ink-3">
                {kindWords[row.kind]}, {row.sourceName}
              </span>
              {row.purpose ? (
                <span className="block max-w-[36ch] text-sm text-ink-2">States “{row.purpose}”</span>
              ) : null}
            </Cell>
            <Cell label="Who answers">
              <Owner row={row} />
              {mayAsk && (row.owner === null || row.owner.left === true) ? (
                <span className="mt-1.5 block">
                  <OfferButton
                    identity={row}
                    waiting={
                      row.offer?.state === "offered" ? { offer: row.offer.id, to: row.offer.to } : null
                    }
                  />
                </span>
              ) : null}
            </Cell>
            <Cell label="Reach">
              {reachWords(row)}
              <span className="block text-sm text-ink-3">
                {row.keys === 1 ? "1 key" : `${row.keys} keys`}
              </span>
            </Cell>
            <Cell label="What is known">
              <Known row={row} />
            </Cell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}

function Known({ row }: { row: MachineRow }) {
  const all = knownWords(row);
  const lacks = all.flatMap(({ lack, text }) => (text === null ? [lack] : []));
  return (
    <>
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 text-sm">
        {all.map(({ term, text }) =>
          text === null ? null : (
            <div key={term} className="contents">
              <dt className="text-ink-2">{term}</dt>
              <dd>{text}</dd>
            </div>
          ),
        )}
      </dl>
      {lacks.length > 0 ? (
        <p className="max-w-[40ch] text-sm">
          <Unknown>Not reported: {listed(lacks, all.length)}</Unknown>
        </p>
      ) : null}
    </>
  );
}

function Owner({ row }: { row: MachineRow }) {
  const asked = row.offer && row.offer.state !== "accepted" ? row.offer : null;
  return (
    <>
      {row.owner ? (
        <>
          {row.owner.name} {row.owner.left ? <Badge tone="finding">has left</Badge> : null}
        </>
      ) : (
        <Badge tone="finding">nobody</Badge>
      )}
      {row.owner?.basis === "accepted" ? (
        <span className="block text-sm text-ink-3">accepted here</span>
      ) : null}
      {asked ? <span className="block max-w-[32ch] text-sm text-ink-2">{offerWords(asked)}</span> : null}
    </>
  );
}
