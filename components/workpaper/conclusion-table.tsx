import { Disclosure } from "@/components/ui/disclosure";
import { Cell, HeadCell, Table, TableBody, TableHead, TableRow } from "@/components/ui/table";
import {
  type Attribute,
  attributes,
  attributeWords,
  type WorkpaperView,
} from "@/lib/oversight/workpaper-schema";
import { NoteForm } from "./note-form";
import { NoteWords } from "./note-words";

/** "A" for the first test. */
export const letterOf = (of: Attribute) => String.fromCharCode(65 + attributes.indexOf(of));

/** Each test over the whole sample, with its exceptions counted and the auditor's conclusion. */
export function ConclusionTable({ paper }: { paper: WorkpaperView }) {
  return (
    <section aria-labelledby="conclusions" className="grid gap-3">
      <h2 id="conclusions" className="text-lg">
        Conclusions
      </h2>
      <Table caption="Conclusions by test">
        <TableHead>
          <HeadCell>Test</HeadCell>
          <HeadCell numeric>Met</HeadCell>
          <HeadCell numeric>Exceptions</HeadCell>
          <HeadCell numeric>Not applicable</HeadCell>
          <HeadCell numeric>Not judged</HeadCell>
          <HeadCell className="w-1/3">Your conclusion</HeadCell>
        </TableHead>
        <TableBody>
          {paper.conclusions.map((c) => (
            <TableRow key={c.attribute}>
              <Cell>
                <span>
                  <span className="font-medium">
                    {letterOf(c.attribute)}. {attributeWords[c.attribute].title}
                  </span>
                  <span className="block max-w-[60ch] text-sm text-ink-2">
                    {attributeWords[c.attribute].test}
                  </span>
                </span>
              </Cell>
              <Cell label="Met" numeric>
                {c.met}
              </Cell>
              <Cell
                label="Exceptions"
                numeric
                className={c.exceptions > 0 ? "font-semibold text-finding" : ""}
              >
                {c.exceptions}
              </Cell>
              <Cell label="Not applicable" numeric>
                {c.notApplicable}
              </Cell>
              <Cell label="Not judged" numeric>
                {c.blank}
              </Cell>
              <Cell className="max-sm:block">
                {c.note ? <NoteWords note={c.note} /> : null}
                {paper.frozen ? null : (
                  <Disclosure summary={c.note ? "Conclude otherwise" : "Conclude"}>
                    <NoteForm workpaper={paper.id} attribute={c.attribute} />
                  </Disclosure>
                )}
              </Cell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </section>
  );
}
