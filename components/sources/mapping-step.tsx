import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { RadioGroup } from "@/components/ui/radio-group";
import { Select } from "@/components/ui/select";
import {
  type CsvField,
  csvFieldNames,
  csvFields,
  type MappingDraft,
  type Shape,
  separators,
  shapes,
} from "@/lib/sources/client";
import type { PreviewRow } from "@/lib/sources/schema";
import { PreviewTable } from "./preview-table";
import { shapeWords } from "./words";

interface MappingStepProps {
  header: readonly string[];
  mapping: MappingDraft;
  /** Whether it is the one this source was last imported with. */
  remembered: boolean;
  rows: readonly PreviewRow[];
  /** What keeps it from being used. */
  problem: string | undefined;
  /** The application of a file without a column for it, if none is named. */
  application: string;
  /** Whether the rows are still those of the mapping before. */
  pending: boolean;
  onChange: (mapping: MappingDraft) => void;
  onReset: (() => void) | undefined;
}

const separatorWords: Record<MappingDraft["separator"], string> = {
  ",": "Comma ,",
  ";": "Semicolon ;",
  "|": "Bar |",
};

/** How one CSV is read: what a row is, what each column is, and the first rows read that way. */
export function MappingStep({
  header,
  mapping,
  remembered,
  rows,
  problem,
  onChange,
  ...rest
}: MappingStepProps) {
  const used = Object.values(mapping.columns);
  const access = mapping.shape !== "people";
  return (
    <section aria-labelledby="columns" className="grid gap-4">
      <div className="flex flex-wrap items-end justify-between gap-3">
        <div>
          <h2 id="columns" className="text-lg">
            Columns
          </h2>
          <p className="mt-1 max-w-[72ch] text-ink-2">
            {remembered
              ? "As this source was last imported. Change what is different now."
              : rest.onReset
                ? "As you set it. It is remembered for the source's next import."
                : "As the header suggests. Check it against the first rows below."}
          </p>
        </div>
        {rest.onReset ? (
          <Button size="sm" onClick={rest.onReset}>
            Undo my changes
          </Button>
        ) : null}
      </div>
      <RadioGroup
        legend="The file has"
        options={shapes.map((shape) => ({ value: shape, ...shapeWords[shape] }))}
        value={mapping.shape}
        input={{
          name: "shape",
          onChange: (e) => onChange({ ...mapping, shape: shapeOf(e.currentTarget.value, mapping.shape) }),
        }}
      />
      <ul className="grid gap-x-8 gap-y-2 lg:grid-cols-2" aria-label="Columns">
        {header.map((name, at) => (
          // A header may repeat a name, and then the two are mapped alike.
          // biome-ignore lint/suspicious/noArrayIndexKey: the columns of a file do not move.
          <li key={at}>
            <Field
              row
              label={
                <span className="block w-[min(14rem,36vw)] [overflow-wrap:anywhere]">
                  {name || "(no name)"}
                </span>
              }
            >
              {(control) => (
                <Select
                  {...control}
                  value={mapping.columns[name] ?? "attribute"}
                  onChange={(e) =>
                    onChange({
                      ...mapping,
                      columns: { ...mapping.columns, [name]: fieldOf(e.target.value) },
                    })
                  }
                >
                  {csvFieldNames.map((field) => (
                    <option key={field} value={field}>
                      {csvFields[field]}
                    </option>
                  ))}
                </Select>
              )}
            </Field>
          </li>
        ))}
      </ul>
      <div className="grid max-w-[48rem] gap-4 sm:grid-cols-2">
        {mapping.shape === "wide" && used.includes("role") ? (
          <Field label="Between the roles of one cell">
            {(control) => (
              <Select
                {...control}
                value={mapping.separator}
                onChange={(e) =>
                  onChange({
                    ...mapping,
                    separator: separators.find((s) => s === e.target.value) ?? mapping.separator,
                  })
                }
              >
                {separators.map((s) => (
                  <option key={s} value={s}>
                    {separatorWords[s]}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        ) : null}
        {access && !used.includes("application") ? (
          <Field
            label="Application"
            optionalNote="else the source's name"
            hint="No column names it, so every account is in this one."
          >
            {(control) => (
              <Input
                {...control}
                value={mapping.application ?? ""}
                placeholder={rest.application}
                maxLength={200}
                onChange={(e) => {
                  const { application: _, ...others } = mapping;
                  onChange(e.target.value.trim() ? { ...others, application: e.target.value } : others);
                }}
              />
            )}
          </Field>
        ) : null}
      </div>
      {problem ? (
        <Callout tone="attention" title="Not settled yet" role="status" className="max-w-[72ch]">
          {problem}
        </Callout>
      ) : (
        <PreviewTable rows={rows} people={!access} pending={rest.pending} />
      )}
    </section>
  );
}

function shapeOf(text: string, otherwise: Shape): Shape {
  return shapes.find((s) => s === text) ?? otherwise;
}

function fieldOf(text: string): CsvField {
  return csvFieldNames.find((f) => f === text) ?? "attribute";
}
