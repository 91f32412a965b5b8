"use client";

import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useDeferredValue, useState } from "react";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { calendarDate } from "@/components/ui/time-distance";
import {
  type MappingDraft,
  mapping as mappingSchema,
  useStartImport,
  viewOptions,
} from "@/lib/sources/client";
import { type SourceWire, sourceName } from "@/lib/sources/schema";
import { ChooseFiles } from "./choose-files";
import { MappingStep } from "./mapping-step";
import { useUpload } from "./use-upload";

interface ImportFormProps {
  sources: readonly SourceWire[];
  /** The source to import into, if one was chosen before. */
  source?: string | undefined;
  /** ISO date of today. */
  today: string;
}

const anew = "";

/** From files to a started import: what they are, where they go, how a single CSV is read. */
export function ImportForm({ sources, source, today }: ImportFormProps) {
  const { files, upload, send, callOff } = useUpload();
  const [existing, setExisting] = useState(source ?? anew);
  const [named, setNamed] = useState("");
  const [date, setDate] = useState<string | null>(null);
  const [own, setOwn] = useState<MappingDraft | null>(null);
  const router = useRouter();
  const start = useStartImport();

  const target = sources.find((s) => s.name === existing);
  const name = useDeferredValue(target?.name ?? named.trim());
  const nameProblem = target || named.trim() === "" ? undefined : nameWrong(named, sources);
  const asOf = date ?? written(files, today);
  const dateProblem = dateWrong(asOf, today, target);
  const sent = upload.state === "sent" ? upload.upload : undefined;
  const usable = sourceName.safeParse(name).success ? name : undefined;
  const view = useQuery({
    ...viewOptions({
      upload: sent ?? "",
      ...(usable ? { source: usable } : {}),
      ...(own ? { mapping: own } : {}),
    }),
    enabled: sent !== undefined,
  });
  const seen = sent && view.data?.id === sent ? view.data : undefined;
  const csv = seen?.format === "csv";
  const draft = own ?? seen?.mapping ?? null;
  const mappingProblem = csv ? wrongIn(draft) : undefined;
  const ready =
    seen && usable && !nameProblem && !dateProblem && !mappingProblem && !start.isPending && !view.isError;

  function begin() {
    if (!ready) return;
    start.mutate(
      {
        upload: seen.id,
        source: usable,
        format: seen.format,
        asOf,
        ...(csv && draft ? { mapping: draft } : {}),
      },
      { onSuccess: ({ job }) => router.replace(`/sources/import?job=${job}`) },
    );
  }

  return (
    <form
      className="mt-6 grid max-w-[72rem] gap-8"
      onSubmit={(e) => {
        e.preventDefault();
        begin();
      }}
    >
      <ChooseFiles
        upload={upload}
        view={seen}
        problem={sent && view.isError ? view.error.message : undefined}
        looking={sent !== undefined && view.isFetching && !seen}
        onFiles={(chosen) => {
          setOwn(null);
          setDate(null);
          start.reset();
          void send(chosen);
        }}
        onCallOff={callOff}
      />

      {seen ? (
        <section aria-labelledby="where" className="grid gap-4">
          <h2 id="where" className="text-lg">
            Source and date
          </h2>
          <div className="grid max-w-[48rem] gap-4 sm:grid-cols-2">
            {sources.length > 0 ? (
              <Field label="Source" hint="What these files are the newest state of.">
                {(control) => (
                  <Select {...control} value={existing} onChange={(e) => setExisting(e.target.value)}>
                    <option value={anew}>A new source</option>
                    {sources.map((s) => (
                      <option key={s.id} value={s.name}>
                        {s.name}
                      </option>
                    ))}
                  </Select>
                )}
              </Field>
            ) : null}
            {target ? null : (
              <Field
                label="Name of the new source"
                hint="As reviewers will read it on every fact, such as Payroll."
                error={nameProblem}
              >
                {(control) => (
                  <Input
                    {...control}
                    value={named}
                    maxLength={80}
                    autoComplete="off"
                    onChange={(e) => setNamed(e.target.value)}
                  />
                )}
              </Field>
            )}
            <Field
              label="As of"
              hint={
                date === null
                  ? "The day the data describes. This is when the files were last written."
                  : "The day the data describes."
              }
              error={dateProblem}
            >
              {(control) => (
                <Input
                  {...control}
                  type="date"
                  value={asOf}
                  max={today}
                  onChange={(e) => setDate(e.target.value)}
                />
              )}
            </Field>
          </div>
        </section>
      ) : null}

      {csv && draft ? (
        <MappingStep
          header={seen.header}
          mapping={draft}
          remembered={seen.remembered && !own}
          rows={seen.rows}
          problem={mappingProblem}
          application={usable ?? ""}
          pending={view.isPlaceholderData}
          onChange={setOwn}
          onReset={own ? () => setOwn(null) : undefined}
        />
      ) : null}

      {start.isError ? (
        <Callout tone="finding" title="Not started" role="alert" className="max-w-[72ch]">
          {start.error.message}
        </Callout>
      ) : null}
      {seen ? (
        <div className="flex flex-wrap items-center gap-3 border-t border-line pt-4">
          <Button type="submit" variant="filled" disabled={!ready}>
            Start the import
          </Button>
          <p className="text-ink-2">
            {waitsFor({ usable, nameProblem, dateProblem, mappingProblem }) ?? consequence(target)}
          </p>
        </div>
      ) : null}
    </form>
  );
}

function waitsFor(
  at: Record<"usable" | "nameProblem" | "dateProblem" | "mappingProblem", string | undefined>,
) {
  if (at.nameProblem) return "The source's name has to be changed first.";
  if (!at.usable) return "The source needs a name.";
  if (at.dateProblem) return "The date has to be changed first.";
  return at.mappingProblem ? "The columns have to be settled first." : undefined;
}

function consequence(target: SourceWire | undefined): string {
  return target?.current
    ? `If every row is accounted for, it replaces the snapshot as of ${calendarDate(target.current.asOf)}. Otherwise that one stays in force.`
    : "It goes in force only if every row is accounted for.";
}

function nameWrong(named: string, sources: readonly SourceWire[]): string | undefined {
  const same = sources.find((s) => s.name.toLowerCase() === named.trim().toLowerCase());
  if (same) return `${same.name} exists already. Choose it in the list, or give another name.`;
  const parsed = sourceName.safeParse(named);
  return parsed.success ? undefined : parsed.error.issues[0]?.message;
}

function dateWrong(asOf: string, today: string, target: SourceWire | undefined): string | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(asOf)) return "Give the day the data describes.";
  if (asOf > today) return "This day is in the future.";
  const before = target?.current?.asOf.slice(0, 10);
  if (before && asOf < before)
    return `This is before ${calendarDate(before)}, as of which the source is in force. Import newer data.`;
  return undefined;
}

function wrongIn(draft: MappingDraft | null): string | undefined {
  const parsed = mappingSchema.safeParse(draft);
  return parsed.success ? undefined : parsed.error.issues[0]?.message;
}

/** The local day on which the newest of the files was written; today for none, or for one from the future. */
function written(files: readonly File[], today: string): string {
  if (files.length === 0) return today;
  const at = new Date(Math.max(...files.map((f) => f.lastModified)));
  const two = (n: number) => String(n).padStart(2, "0");
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return day < today ? day : today;
}
