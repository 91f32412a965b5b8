"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Cell, HeadCell, Table, TableBody, TableHead, TableRow } from "@/components/ui/table";
import type { UnmatchedWire } from "@/lib/sources/schema";
import { MatchDialog } from "./match-dialog";

interface UnmatchedTableProps {
  source: { id: number; name: string };
  accounts: readonly UnmatchedWire[];
  /** Whether the reader may match. */
  matches: boolean;
}

/** Accounts nobody is known to hold, with who settles each. */
export function UnmatchedTable({ source, accounts, matches }: UnmatchedTableProps) {
  const [open, setOpen] = useState<UnmatchedWire | null>(null);
  return (
    <>
      <Table caption="Unmatched accounts">
        <TableHead>
          <HeadCell>Account</HeadCell>
          <HeadCell>Application</HeadCell>
          <HeadCell>Why it is here</HeadCell>
          <HeadCell>Who settles it</HeadCell>
          {matches ? (
            <HeadCell>
              <span className="sr-only">Match</span>
            </HeadCell>
          ) : null}
        </TableHead>
        <TableBody>
          {accounts.map((account) => (
            <TableRow key={account.account}>
              <Cell>
                <span className="[overflow-wrap:anywhere]">
                  <span className="font-medium">{account.login ?? account.account}</span>
                  <span className="block text-sm text-ink-2">
                    {[
                      account.login && account.login !== account.account ? account.account : "",
                      account.email,
                      account.type,
                    ]
                      .filter((text) => text && text !== account.login)
                      .join(", ")}
                  </span>
                </span>
              </Cell>
              <Cell label="Application">
                <span className="[overflow-wrap:anywhere]">{account.application}</span>
              </Cell>
              <Cell label="Why it is here">{why(account)}</Cell>
              <Cell label="Who settles it">
                <span className="[overflow-wrap:anywhere]">
                  {account.owner ?? <span className="text-ink-2">An admin</span>}
                </span>
              </Cell>
              {matches ? (
                <Cell>
                  <span className="flex justify-end max-sm:justify-start">
                    <Button size="sm" onClick={() => setOpen(account)}>
                      Match<span className="sr-only"> {account.login ?? account.account}</span>
                    </Button>
                  </span>
                </Cell>
              ) : null}
            </TableRow>
          ))}
        </TableBody>
      </Table>
      {open ? <MatchDialog source={source} account={open} onClose={() => setOpen(null)} /> : null}
    </>
  );
}

function why({ how, candidates, email }: UnmatchedWire): string {
  if (how === "ambiguous") return `${Math.max(candidates.length, 2)} identities share its e-mail.`;
  return email ? "Nobody has its e-mail or ID." : "It names no holder.";
}
