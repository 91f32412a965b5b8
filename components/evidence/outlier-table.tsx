import Link from "next/link";
import { Cell, HeadCell, Table, TableBody, TableHead, TableRow } from "@/components/ui/table";
import { FEW_PEERS, type OutlierMap } from "@/lib/campaigns/schema";
import { departmentWords, dotHref } from "./outlier-words";

type Department = OutlierMap["departments"][number];
const number = new Intl.NumberFormat("en-GB");

const BANDS = [
  { label: "None of their peers", from: 0, to: 0 },
  { label: "Fewer than one in five", from: 1, to: FEW_PEERS },
  { label: "Up to half", from: FEW_PEERS + 1, to: 10 },
  { label: "More than half", from: 11, to: 20 },
] as const;

/** The outlier map in numbers. */
export function OutlierTable({
  campaign,
  departments,
}: {
  campaign: string;
  departments: readonly Department[];
}) {
  return (
    <Table caption="Items of each department by how many of their peers hold the same">
      <TableHead>
        <HeadCell>Department</HeadCell>
        {BANDS.map((band) => (
          <HeadCell key={band.label} numeric>
            {band.label}
          </HeadCell>
        ))}
      </TableHead>
      <TableBody>
        {departments.map((d) => (
          <TableRow key={d.department}>
            <Cell>{departmentWords(d.department)}</Cell>
            {BANDS.map((band) => {
              const items = d.dots
                .filter(({ held }) => held >= band.from && held <= band.to)
                .reduce((sum, dot) => sum + dot.items, 0);
              return (
                <Cell key={band.label} label={band.label} numeric>
                  {items > 0 && band.from === band.to ? (
                    <Link
                      href={dotHref(campaign, d.department, band.from)}
                      prefetch={false}
                      className="text-accent hover:underline"
                    >
                      {number.format(items)}
                    </Link>
                  ) : (
                    number.format(items)
                  )}
                </Cell>
              );
            })}
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
