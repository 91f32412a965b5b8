import Link from "next/link";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Disclosure } from "@/components/ui/disclosure";
import { EmptyState } from "@/components/ui/empty-state";
import { Cell, HeadCell, Table, TableBody, TableHead, TableRow } from "@/components/ui/table";

interface Entry {
  id: number;
  index: number | null;
  type: string;
  at: string;
  actor: string;
  actorId: string;
  actorKind: string;
  campaign: string | null;
  campaignName: string | null;
  item: string | null;
  hash: string;
  leaf: string;
}

/** Entries, newest first; an item, a person or a campaign can be followed. */
export function LogEntries({ rows, followed }: { rows: readonly Entry[]; followed: boolean }) {
  return (
    <div className="mt-6 grid gap-3">
      {followed ? (
        <p className="flex items-center gap-3">
          Only what you follow is shown.
          <Button asChild size="sm">
            <Link href="/log">Show everything</Link>
          </Button>
        </p>
      ) : null}
      {rows.length === 0 ? (
        <EmptyState
          title="No entries"
          sentence="What people and automatic steps do is recorded here as it happens."
        />
      ) : (
        <Table caption="Log entries">
          <TableHead>
            <HeadCell>Place</HeadCell>
            <HeadCell>What</HeadCell>
            <HeadCell>Who</HeadCell>
            <HeadCell>Campaign</HeadCell>
            <HeadCell>Entry</HeadCell>
          </TableHead>
          <TableBody>
            {rows.map((e) => (
              <TableRow key={e.id}>
                <Cell label="Place">
                  {e.index === null ? "being sealed" : `#${e.index.toLocaleString("en-GB")}`}
                  <span className="block text-sm text-ink-3">
                    {e.at.slice(0, 10)} {e.at.slice(11, 19)}
                  </span>
                </Cell>
                <Cell label="What">
                  <code className="text-sm">{e.type}</code>
                  {e.item ? (
                    <Link
                      className="block py-0.5 text-sm text-accent hover:underline"
                      href={`/log?item=${e.item}`}
                      prefetch={false}
                    >
                      follow the item
                    </Link>
                  ) : null}
                </Cell>
                <Cell label="Who">
                  <Link
                    className="hover:underline"
                    href={`/log?person=${encodeURIComponent(e.actorId)}`}
                    prefetch={false}
                  >
                    {e.actor}
                  </Link>{" "}
                  {seedOf(e.leaf) ? <Badge>{seedOf(e.leaf)}</Badge> : null}
                </Cell>
                <Cell label="Campaign">
                  {e.campaign ? (
                    <Link className="hover:underline" href={`/log?campaign=${e.campaign}`} prefetch={false}>
                      {e.campaignName}
                    </Link>
                  ) : (
                    ""
                  )}
                </Cell>
                <Cell label="Entry">
                  <Disclosure summary={e.hash.slice(0, 8)}>
                    <pre className="max-w-[48ch] overflow-x-auto text-sm whitespace-pre-wrap break-all">
                      {JSON.stringify(JSON.parse(e.leaf), null, 2)}
                    </pre>
                  </Disclosure>
                  {e.index === null ? null : (
                    <a
                      className="inline-block py-0.5 text-sm text-accent underline underline-offset-2"
                      href={`/api/log/${e.index}/proof`}
                      download
                    >
                      Proof
                    </a>
                  )}
                </Cell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      )}
    </div>
  );
}

/** "demo-seed" where the entry was made by the demo and not by a person. */
function seedOf(leaf: string): string | null {
  const { actor }: { actor?: { authn?: string } } = JSON.parse(leaf);
  return actor?.authn === "demo-seed" ? actor.authn : null;
}
