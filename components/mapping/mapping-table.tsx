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
              <HeadCell className="sm:w-64">Shown here by</HeadCell>
            </TableHead>
            <TableBody>
              {controls
                .filter((c) => c.framework === framework)
                .map((c) => (
                  <TableRow key={c.id}>
                    <Cell className="font-medium">{c.id}</Cell>
                    <Cell label="About">{c.topic}</Cell>
                    <Cell label="What the portal does">{c.feature}</Cell>
                    <Cell label="Shown here by">
                      {c.count > 0 ? (
                        <Link className="text-accent underline" href={c.page.href}>
                          {c.shown}
                        </Link>
                      ) : (
                        <span className="grid justify-items-start gap-1">
                          <Badge>Not in use</Badge>
                          <span className="text-sm text-ink-2">
                            {c.shown}{" "}
                            <Link className="text-accent underline" href={c.page.href}>
                              {c.page.label}
                            </Link>
                          </span>
                        </span>
                      )}
                      {c.file && c.count > 0 ? (
                        <span className="block text-sm text-ink-3">in the pack: {c.file}</span>
                      ) : null}
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
