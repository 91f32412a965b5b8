"use client";

import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Checkbox } from "@/components/ui/checkbox";
import { Copyable } from "@/components/ui/copyable";
import { EmptyState } from "@/components/ui/empty-state";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { ProgressBar } from "@/components/ui/progress-bar";
import { Select } from "@/components/ui/select";
import { Cell, HeadCell, Table, TableBody, TableHead, TableRow } from "@/components/ui/table";
import { calendarDate } from "@/components/ui/time-distance";
import { exportsOptions, useRequestExport } from "@/lib/exports/client";
import {
  type ExportFormat,
  type ExportView,
  formats,
  type ProfileName,
  profileNames,
  reportOfKind,
} from "@/lib/exports/schema";
import { formatWords, kindWords, progressWords, tableWords } from "./export-words";

interface ExportListProps {
  initial: ExportView[];
  campaigns: readonly { id: string; name: string }[];
}

/** Asks for packs and for tables by themselves, and takes them away. */
export function ExportList({ initial, campaigns }: ExportListProps) {
  const files = useQuery({ ...exportsOptions(), initialData: initial });
  const request = useRequestExport();
  const [campaign, setCampaign] = useState(campaigns[0]?.id ?? "");
  const [what, setWhat] = useState<ProfileName | "pack">("pack");
  const [format, setFormat] = useState<ExportFormat>("csv");
  const [recipient, setRecipient] = useState("");
  const [redacted, setRedacted] = useState(false);
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
            request.mutate({
              campaign,
              what,
              format,
              redacted,
              ...(recipient.trim() ? { recipient: recipient.trim() } : {}),
            });
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
          <Field label="What">
            {(control) => (
              <Select
                {...control}
                value={what}
                onChange={(e) => setWhat(profileNames.find((name) => name === e.target.value) ?? "pack")}
              >
                <option value="pack">Evidence pack: all of it, to be verified</option>
                {profileNames.map((name) => (
                  <option key={name} value={name}>
                    {tableWords[name]}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          {what === "pack" ? null : (
            <Field label="Format">
              {(control) => (
                <Select
                  {...control}
                  value={format}
                  onChange={(e) => setFormat(formats.find((f) => f === e.target.value) ?? "csv")}
                >
                  {formats.map((f) => (
                    <option key={f} value={f}>
                      {formatWords[f]}
                    </option>
                  ))}
                </Select>
              )}
            </Field>
          )}
          {what === "pack" ? (
            <Checkbox
              label="Without names and words"
              checked={redacted}
              onChange={(e) => setRedacted(e.target.checked)}
            />
          ) : null}
          <Field label="Encrypt to" optionalNote="an age recipient" className="w-full sm:w-72">
            {(control) => (
              <Input
                {...control}
                value={recipient}
                placeholder="age1…"
                autoComplete="off"
                spellCheck={false}
                onChange={(e) => setRecipient(e.target.value)}
              />
            )}
          </Field>
          <Button type="submit" variant="filled" disabled={request.isPending}>
            {what === "pack" ? "Make a pack" : "Make the table"}
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
          title="Nothing taken yet"
          sentence="Choose a campaign and make its pack, or one of its tables; it takes seconds to minutes and stands here when it is ready."
        />
      ) : (
        <Table caption="Exports">
          <TableHead>
            <HeadCell>Campaign</HeadCell>
            <HeadCell>What</HeadCell>
            <HeadCell>Asked for</HeadCell>
            <HeadCell>At checkpoint</HeadCell>
            <HeadCell>SHA-256</HeadCell>
            <HeadCell>State</HeadCell>
          </TableHead>
          <TableBody>
            {files.data.map((f) => (
              <TableRow key={f.id}>
                <Cell label="Campaign">{f.campaignName}</Cell>
                <Cell label="What">{kindWords(f.kind)}</Cell>
                <Cell label="Asked for">
                  {calendarDate(f.requestedAt)}{" "}
                  <span className="block text-sm text-ink-3">by {f.requestedBy}</span>
                </Cell>
                <Cell label="At checkpoint">
                  {f.checkpointSize === null ? "" : `#${f.checkpointSize.toLocaleString("en-GB")}`}
                </Cell>
                <Cell label="SHA-256">
                  {f.sha256 ? (
                    <Copyable
                      text={f.sha256}
                      shown={`${f.sha256.slice(0, 16)}…`}
                      what="SHA-256"
                      className="font-mono text-sm whitespace-nowrap"
                    />
                  ) : null}
                </Cell>
                <Cell label="State">
                  {f.over ? (
                    <span className="text-ink-2">
                      Its time ended{f.expiresAt ? ` ${calendarDate(f.expiresAt)}` : ""}; make it again above.
                    </span>
                  ) : f.state === "done" && (f.kind === "workpaper.xlsx" || reportOfKind(f.kind)) ? (
                    <span className="text-ink-2">Taken from its own page.</span>
                  ) : f.state === "done" && !f.yours ? (
                    <span className="text-ink-2">
                      Holds figures on how people reviewed: for auditors and control owners. Make one above
                      without them.
                    </span>
                  ) : f.state === "done" ? (
                    <>
                      <a
                        className="text-accent underline underline-offset-2"
                        href={`/api/exports/${f.id}/${f.kind.startsWith("report.") ? "report" : "file"}`}
                        download
                      >
                        Take the {f.kind === "pack" ? "pack" : "file"} ({size(f.bytes ?? 0)})
                      </a>
                      <span className="block text-sm text-ink-3">
                        {profileWords[f.profile]}
                        {f.recipient ? `encrypted to ${f.recipient.slice(0, 12)}… ` : ""}
                        {f.expiresAt ? `until ${calendarDate(f.expiresAt)}` : ""}
                      </span>
                    </>
                  ) : f.state === "failed" ? (
                    <span className="text-finding">{f.problem}</span>
                  ) : (
                    <span className="grid gap-1">
                      <Badge tone="accent">{f.state === "queued" ? "Waiting" : "Being made"}</Badge>
                      {f.total > 0 ? (
                        <>
                          <ProgressBar
                            value={f.done}
                            max={f.total}
                            label={progressWords(f.done, f.total)}
                            className="w-40"
                          />
                          <span className="text-sm text-ink-2">{progressWords(f.done, f.total)}</span>
                        </>
                      ) : null}
                    </span>
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

const profileWords: Record<ExportView["profile"], string> = {
  full: "",
  without_figures: "without figures on how people reviewed ",
  redacted: "without names and words ",
};

/** "1.2 MB": powers of ten. */
function size(bytes: number): string {
  if (bytes < 1_000) return `${bytes} bytes`;
  return bytes < 1_000_000 ? `${Math.round(bytes / 1_000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
