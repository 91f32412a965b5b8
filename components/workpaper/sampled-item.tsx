import Link from "next/link";
import { Copyable } from "@/components/ui/copyable";
import { Disclosure } from "@/components/ui/disclosure";
import {
  attributeWords,
  type Finding,
  judgementWords,
  type NoteView,
  type WorkpaperRow,
} from "@/lib/oversight/workpaper-schema";
import { Mark } from "./mark";
import { NoteForm } from "./note-form";
import { NoteWords } from "./note-words";

interface SampledItemProps {
  workpaper: string;
  row: WorkpaperRow;
  /** Nothing is noted any more. */
  frozen: boolean;
}

/** One sampled item: each test with what the record says, its proof, and the auditor's own note. */
export function SampledItem({ workpaper, row, frozen }: SampledItemProps) {
  return (
    <section
      aria-label={`Item ${row.n} of the sample`}
      className="grid gap-3 rounded-md border border-line p-4"
    >
      <header className="grid gap-1">
        <h3 className="text-base font-medium">
          {row.n}. {row.subject}: {row.title}
        </h3>
        <p className="text-sm text-ink-2">
          {row.application}, {row.campaignName}, {row.risk} risk
        </p>
        <p className="flex flex-wrap gap-x-4">
          <Link
            className="text-accent hover:underline"
            href={`/campaigns/${row.campaign}/items/${row.item}`}
            prefetch={false}
          >
            What the reviewer saw
          </Link>
          <Link className="text-accent hover:underline" href={`/log?item=${row.item}`} prefetch={false}>
            Its entries in the log
          </Link>
        </p>
      </header>
      <ol className="grid gap-3">
        {row.findings.map((f) => (
          <li
            key={f.attribute}
            className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-2 border-t border-line pt-2"
          >
            <Mark
              of={row.notes[f.attribute]?.judgement ?? f.result}
              own={Boolean(row.notes[f.attribute]?.judgement)}
            />
            <div className="min-w-0">
              <Found of={f} note={row.notes[f.attribute]} />
              {frozen ? null : (
                <Disclosure summary={row.notes[f.attribute] ? "Note otherwise" : "Note"}>
                  <NoteForm workpaper={workpaper} attribute={f.attribute} item={row.item} />
                </Disclosure>
              )}
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Found({ of, note }: { of: Finding; note: NoteView | undefined }) {
  return (
    <>
      <p className="font-medium">{attributeWords[of.attribute].title}</p>
      {of.result ? (
        <p>
          {judgementWords[of.result]}: {of.says}
        </p>
      ) : (
        <p className="text-ink-2">{attributeWords[of.attribute].test}</p>
      )}
      <p className="flex flex-wrap gap-x-3 py-0.5 text-sm leading-6 text-ink-2">
        {of.leaf === null ? null : (
          <Link className="text-accent hover:underline" href={`/log/${of.leaf}`} prefetch={false}>
            Entry #{of.leaf.toLocaleString("en-GB")}
          </Link>
        )}
        {of.evidence ? (
          <span>
            Evidence <Copyable text={of.evidence} what="evidence hash" className="font-mono" />
          </span>
        ) : null}
      </p>
      {note ? <NoteWords note={note} /> : null}
    </>
  );
}
