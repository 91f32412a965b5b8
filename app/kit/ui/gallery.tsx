"use client";
import { useState } from "react";
import { Badge } from "@/components/ui/badge";
import { BurnDown } from "@/components/ui/burn-down";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Checkbox } from "@/components/ui/checkbox";
import { DefinitionList } from "@/components/ui/definition-list";
import { Dialog } from "@/components/ui/dialog";
import { Disclosure } from "@/components/ui/disclosure";
import { DotRow } from "@/components/ui/dot-row";
import { Equation } from "@/components/ui/equation";
import { Field } from "@/components/ui/field";
import { FileDrop } from "@/components/ui/file-drop";
import { Input } from "@/components/ui/input";
import { Menu, MenuItem } from "@/components/ui/menu";
import { Meter } from "@/components/ui/meter";
import { Pagination } from "@/components/ui/pagination";
import { RadioGroup } from "@/components/ui/radio-group";
import { Select } from "@/components/ui/select";
import { Sheet } from "@/components/ui/sheet";
import { SparkBars } from "@/components/ui/spark-bars";
import { StackedBars } from "@/components/ui/stacked-bars";
import { StatRow } from "@/components/ui/stat-row";
import { Cell, HeadCell, Table, TableBody, TableHead, TableRow } from "@/components/ui/table";
import { Tabs } from "@/components/ui/tabs";
import { Textarea } from "@/components/ui/textarea";
import { TimeDistance } from "@/components/ui/time-distance";
import { Timeline } from "@/components/ui/timeline";
import { Tooltip } from "@/components/ui/tooltip";

export function Gallery() {
  const [dialog, setDialog] = useState(false);
  const [sheet, setSheet] = useState(false);
  return (
    <div className="mt-6 grid gap-8">
      <div className="flex flex-wrap items-center gap-2">
        <Button>Plain</Button>
        <Button variant="strong">Strong</Button>
        <Button variant="filled">Launch</Button>
        <Button variant="quiet">Quiet</Button>
        <Button disabled>Disabled</Button>
        <Button size="sm">Small</Button>
        <Button onClick={() => setDialog(true)}>Dialog</Button>
        <Button onClick={() => setSheet(true)}>Sheet</Button>
        <Menu trigger={<Button>Menu</Button>}>
          <MenuItem>One</MenuItem>
          <MenuItem>Two</MenuItem>
        </Menu>
        <Tooltip text="Extra words only">
          <Button>Tooltip</Button>
        </Tooltip>
        <Badge>neutral</Badge>
        <Badge tone="accent">together</Badge>
        <Badge tone="finding">conflict</Badge>
        <Badge tone="attention">moved</Badge>
      </div>
      <Dialog
        open={dialog}
        onClose={() => setDialog(false)}
        title="Close the campaign"
        description="86 items become not reviewed, each with an owner, a reason and an expiry."
        footer={
          <>
            <Button onClick={() => setDialog(false)}>Not now</Button>
            <Button variant="filled">Close it</Button>
          </>
        }
      >
        <Field label="Reason" required hint="Printed in the report.">
          {(c) => <Textarea {...c} />}
        </Field>
      </Dialog>
      <Sheet
        open={sheet}
        onClose={() => setSheet(false)}
        title="Reassign"
        footer={<Button variant="filled">Reassign</Button>}
      >
        <Field label="To whom" error="Choose a person who can decide this.">
          {(c) => <Input {...c} />}
        </Field>
      </Sheet>
      <Equation
        whole={{ label: "grants", value: 6921 }}
        parts={[
          { label: "items", value: 6800 },
          { label: "covered", value: 121 },
          { label: "excluded", value: 0 },
        ]}
      />
      <Equation
        whole={{ label: "rows read", value: 6921 }}
        parts={[
          { label: "stored", value: 6800 },
          { label: "duplicate", value: 120 },
          { label: "rejected", value: 0 },
        ]}
      />
      <StatRow
        stats={[
          { label: "Decided", value: "38", note: "of 124" },
          { label: "Confirmed", value: "31", note: "of 36 with a draft" },
          { label: "Median time on an item", value: "41 s", note: "half between 22 and 80 s" },
        ]}
      />
      <StackedBars
        label="Progress by reviewer"
        parts={["decided", "with someone else", "open"]}
        bars={[
          { name: "Ana Duarte", values: [38, 4, 82] },
          {
            name: "Bartholomew Featherstonehaugh-Cholmondeley",
            values: [0, 0, 61],
            note: "no sign-in for 9 days",
          },
          { name: "Jun Watanabe", values: [44, 0, 0] },
        ]}
      />
      <Table caption="Campaigns" showCaption>
        <TableHead>
          <HeadCell sort="ascending" onSort={() => {}}>
            Campaign
          </HeadCell>
          <HeadCell>Due</HeadCell>
          <HeadCell numeric>Open</HeadCell>
          <HeadCell>Left over time</HeadCell>
        </TableHead>
        <TableBody>
          {["Q4 SOX review, Finance applications", "Service accounts, autumn", "Contractors"].map(
            (name, i) => (
              <TableRow key={name}>
                <Cell>{name}</Cell>
                <Cell label="Due">
                  <TimeDistance date="2026-11-27" asOf="2026-11-22" />
                </Cell>
                <Cell label="Open" numeric>
                  {86 * (i + 1)}
                </Cell>
                <Cell label="Left over time">
                  <BurnDown left={[124, 120, 110, 96, 86]} steps={10} label="86 of 124 left, 5 days to go" />
                </Cell>
              </TableRow>
            ),
          )}
        </TableBody>
      </Table>
      <Pagination label="Campaign pages" nextHref="/kit/ui?after=3" range="1 to 3 of 6,921" />
      <div className="grid gap-6 sm:grid-cols-2">
        <Field label="Name" hint="As it is printed in the report.">
          {(c) => <Input {...c} placeholder="Q4 SOX review" />}
        </Field>
        <Field label="Source" error="Choose a source that has a snapshot.">
          {(c) => (
            <Select {...c}>
              <option>Workday</option>
              <option>SAP Finance</option>
            </Select>
          )}
        </Field>
        <Checkbox label="Show the draft only after the decision" hint="For a tenth of the items." />
        <RadioGroup
          legend="Reviewer"
          options={[
            { value: "m", label: "The manager", hint: "Where one is known." },
            { value: "o", label: "The owner" },
          ]}
          input={{ name: "reviewer" }}
        />
        <FileDrop label="Export file" hint="A CSV file with a header." onFiles={() => {}} />
        <Tabs
          label="Item"
          tabs={[
            { id: "a", label: "Facts", count: 8, panel: <p>Facts here</p> },
            { id: "b", label: "History", panel: <p>History here</p> },
          ]}
        />
      </div>
      <div className="grid gap-6 sm:grid-cols-3">
        <DotRow filled={3} total={214} label="3 of 214 hold this" />
        <SparkBars
          bars={[1, 4, null, null, 3, 0, 0, 2, 9, 1, 0, 1].map((value, i) => ({ label: String(i), value }))}
          label="Used in 7 of 10 reported months"
        />
        <Timeline
          label="history"
          events={[
            { date: "2026-01-01", label: "granted", mark: "dot" },
            { date: "2026-01-20", label: "moved", mark: "square" },
            { date: "2026-11-20", label: "now", mark: "ring" },
          ]}
        />
        <Meter value={18} max={40} limit={25} label="18 of 25 allowed" />
        <Meter value={32} max={40} limit={25} label="32, over the 25 allowed" />
      </div>
      <Callout title="Note">A new snapshot of Workday arrived.</Callout>
      <Callout tone="attention" title="Stale" actions={<Button size="sm">Load it again</Button>}>
        The last snapshot is 9 days old.
      </Callout>
      <Callout tone="finding" title="Tie-out">
        The equation does not hold, so this cannot be launched.
      </Callout>
      <Disclosure summary="How this was counted">
        <p>By rule 4.</p>
      </Disclosure>
      <DefinitionList
        items={[
          { term: "Owner", value: "Ines Moura" },
          { term: "Last snapshot", value: <TimeDistance date="2026-11-20" asOf="2026-11-22" /> },
        ]}
      />
    </div>
  );
}
