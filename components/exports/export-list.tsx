"use client";

import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Copyable } from "@/components/ui/copyable";
import { EmptyState } from "@/components/ui/empty-state";
import { Select } from "@/components/ui/select";
import { Cell, HeadCell, Table, TableBody, TableHead, TableRow } from "@/components/ui/table";
import { calendarDate } from "@/components/ui/time-distance";
import { exportsOptions, useRequestExport } from "@/lib/exports/client";
import type { ExportView } from "@/lib/exports/schema";

interface ExportListProps {
  initial: ExportView[];
  campaigns: readonly { id: string; name: string }[];
}

/** Asks for packs and takes them away. */
export function ExportList({ initial, campaigns }: ExportListProps) {
  const files = useQuery({ ...exportsOptions(), initialData: initial });
  const request = useRequestExport();
  const [campaign, setCampaign] = useState(campaigns[0]?.id ?? "");
  const id = useId();
  return (
    <div className="mt-6 grid gap-6">
      {campaigns.length === 0 ? (
        <EmptyState
          title="No campaign yet"
          sentence="A pack is made of a campaign that was launched; launch one first."
        />
      ) : (
        <form
          className="flex flex-wrap items-end gap-3"
          onSubmit={(e) => {
            e.preventDefault();
            request.mutate({ campaign });
          }}
        >
          <div className="grid gap-1">
            <label htmlFor={id} className="font-medium">
              Campaign
            </label>
            <Select id={id} value={campaign} onChange={(e) => setCampaign(e.target.value)}>
              {campaigns.map((c) => (
                <option key={c.id} value={c.id}>
                  {c.name}
                </option>
              ))}
            </Select>
          </div>
          <Button type="submit" variant="filled" disabled={request.isPending}>
            Make a pack
          </Button>
        </form>
      )}
      {request.isError ? (
        <Callout tone="finding" title="Not made" role="alert">
          {request.error.message}
        </Callout>
      ) : null}
      {files.data.length === 0 ? (
        <EmptyState
          title="No packs yet"
          sentence="Choose a campaign and make its pack; it takes seconds to minutes and stands here when it is ready."
        />
      ) : (
        <Table caption="Evidence packs">
          <TableHead>
            <HeadCell>Campaign</HeadCell>
            <HeadCell>Asked for</HeadCell>
            <HeadCell>At checkpoint</HeadCell>
            <HeadCell>SHA-256</HeadCell>
            <HeadCell>State</HeadCell>
          </TableHead>
          <TableBody>
            {files.data.map((f) => (
              <TableRow key={f.id}>
                <Cell label="Campaign">{f.campaignName}</Cell>
                <Cell label="Asked for">
                  {calendarDate(f.requestedAt)}{" "}
                  <span className="block text-sm text-ink-3">by {f.requestedBy}</span>
                </Cell>
                <Cell label="At checkpoint">
                  {f.checkpointSize === null ? "" : `#${f.checkpointSize.toLocaleString("en-GB")}`}
                </Cell>
                <Cell label="SHA-256">{f.sha256 ? <Copyable text={f.sha256} what="hash" /> : ""}</Cell>
                <Cell label="State">
                  {f.state === "done" ? (
                    <a
                      className="text-accent underline underline-offset-2"
                      href={`/api/exports/${f.id}/file`}
                      download
                    >
                      Take the pack ({size(f.bytes ?? 0)})
                    </a>
                  ) : f.state === "failed" ? (
                    <span className="text-finding">{f.problem}</span>
                  ) : (
                    <Badge tone="accent">{f.state === "queued" ? "Waiting" : "Being made"}</Badge>
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

/** "1.2 MB": powers of ten. */
function size(bytes: number): string {
  if (bytes < 1_000) return `${bytes} bytes`;
  return bytes < 1_000_000 ? `${Math.round(bytes / 1_000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
