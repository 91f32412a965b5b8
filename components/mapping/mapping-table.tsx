import Link from "next/link";
import { Badge } from "@/components/ui/badge";
import { Cell, HeadCell, Table, TableBody, TableHead, TableRow } from "@/components/ui/table";
import type { MappingView } from "@/lib/oversight/mapping-queries";

/** A table a framework: what each control is about, what the portal does about it, and what shows it here. */
export function MappingTable({ controls }: MappingView) {
  const frameworks = [...new Set(controls.map((c) => c.framework))];
  const used = controls.filter((c) => c.count > 0).length;
  return (
    <div className="mt-6 grid gap-8">
      <div className="flex flex-wrap items-baseline gap-x-6 gap-y-2">
        <p>
          <strong>{used}</strong> of {controls.length} lines are shown by something in this installation.
        </p>
        <p className="flex gap-4">
          <a className="text-accent underline" href="/api/audit/mapping/csv" download>
            mapping.csv
          </a>
          <a className="text-accent underline" href="/api/audit/mapping" download="mapping.json">
            mapping.json
          </a>
        </p>
      </div>
      {frameworks.map((framework) => (
        <section key={framework} aria-label={framework} className="grid gap-2">
          <h2 className="text-lg">{framework}</h2>
          <Table caption={`${framework}: controls and what shows them`} className="sm:table-fixed">
            <TableHead>
              <HeadCell className="sm:w-36">Id</HeadCell>
              <HeadCell>About, in our words</HeadCell>
              <HeadCell>What the portal does</HeadCell>
              <HeadCell className="sm:w-72">Shown here by</HeadCell>
            </TableHead>
            <TableBody>
              {controls
                .filter((c) => c.framework === framework)
                .map((c) => (
                  <TableRow key={c.id}>
                    <Cell className="font-medium">{c.id}</Cell>
                    <Cell label="About">{c.topic}</Cell>
                    <Cell label="What the portal does">
                      {c.feature}
                      <Link
                        className="block w-fit text-accent underline max-sm:ml-auto"
                        href={c.page.href}
                        prefetch={false}
                      >
                        {c.page.label}
                      </Link>
                    </Cell>
                    <Cell label="Shown here by">
                      <ShownBy of={c} />
                    </Cell>
                  </TableRow>
                ))}
            </TableBody>
          </Table>
        </section>
      ))}
    </div>
  );
}

/** The count, which leads to what was counted, and the query that gives that. */
function ShownBy({ of: c }: { of: MappingView["controls"][number] }) {
  return (
    <span className="grid gap-1 max-sm:justify-items-end sm:justify-items-start">
      {c.count > 0 ? (
        <Link className="text-accent underline" href={c.query.href} prefetch={false}>
          {c.shown}
        </Link>
      ) : (
        <>
          <Badge>Not in use</Badge>
          <span className="text-sm text-ink-2">{c.shown}</span>
        </>
      )}
      <span className="text-sm text-ink-3 [overflow-wrap:anywhere]">
        Query {c.query.name}: {c.query.words}
        {c.file && c.count > 0 ? `; in the pack: ${c.file}` : ""}
      </span>
    </span>
  );
}
