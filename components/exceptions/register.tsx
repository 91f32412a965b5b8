import Link from "next/link";
import { Badge, type Tone } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { EmptyState } from "@/components/ui/empty-state";
import { Input } from "@/components/ui/input";
import { OwnWords } from "@/components/ui/own-words";
import { Pagination } from "@/components/ui/pagination";
import { Cell, HeadCell, Table, TableBody, TableHead, TableRow } from "@/components/ui/table";
import { calendarDate, distance, tieDates } from "@/components/ui/time-distance";
import {
  type ExceptionPage,
  type ExceptionRow,
  type ListInput,
  type Standing,
  standing,
  standingWords,
} from "@/lib/exceptions/schema";
import { EndsChart } from "./ends-chart";
import { SettleButton } from "./settle-dialog";

type Search = Pick<ListInput, "show" | "q"> & { campaign?: string | undefined; after?: string | undefined };

const tones: Partial<Record<Standing, Tone>> = {
  waiting: "attention",
  ending: "attention",
  ended: "finding",
};

function href(search: Search, change: Partial<Search>): string {
  const { show, q, campaign, after } = { ...search, after: undefined, ...change };
  const kept = Object.entries({ show: show === "all" ? "" : show, q, campaign, after });
  const query = new URLSearchParams(kept.flatMap(([k, v]) => (v ? [[k, v]] : []))).toString();
  return query ? `/exceptions?${query}` : "/exceptions";
}

interface RegisterProps {
  page: ExceptionPage;
  search: Search;
}

/** Every exception one may see: what it is against, what makes up for it, who asked, who granted, until when. */
export function Register({ page, search }: RegisterProps) {
  const total = standing.options.reduce((sum, s) => sum + (page.counts[s] ?? 0), 0);
  const narrowed = search.show !== "all" || search.q !== "";
  return (
    <div className="mt-4 grid gap-6">
      {page.months.some((m) => m.ends > 0) ? <EndsChart months={page.months} /> : null}
      {total === 0 ? null : (
        <search className="flex flex-wrap items-center gap-x-4 gap-y-2">
          <nav aria-label="Filter" className="flex flex-wrap gap-1.5">
            {page.mine > 0 || search.show === "mine" ? (
              <Chip href={href(search, { show: "mine" })} on={search.show === "mine"}>
                Waiting for you {page.mine}
              </Chip>
            ) : null}
            <Chip href={href(search, { show: "all" })} on={search.show === "all"}>
              All {total}
            </Chip>
            {standing.options
              .filter((s) => (page.counts[s] ?? 0) > 0)
              .map((s) => (
                <Chip key={s} href={href(search, { show: s })} on={search.show === s}>
                  {standingWords[s]} {page.counts[s]}
                </Chip>
              ))}
          </nav>
          <form action="/exceptions" className="flex gap-2 max-sm:w-full">
            {search.show === "all" ? null : <input type="hidden" name="show" value={search.show} />}
            <Input
              type="search"
              name="q"
              aria-label="Person, access or application"
              placeholder="Person, access or application"
              defaultValue={search.q}
              className="w-64 max-sm:w-full"
            />
            <Button type="submit">Find</Button>
          </form>
        </search>
      )}
      {page.rows.length === 0 ? (
        <EmptyState
          className="px-0 sm:px-0"
          title={narrowed ? "Nothing here matches" : "No exceptions"}
          sentence={
            narrowed
              ? "Show all, or search for less."
              : "Keeping access that breaks a rule takes an exception: why, what makes up for the risk, and until when. It then stands here."
          }
          {...(narrowed
            ? {
                action: (
                  <Button asChild>
                    <Link href="/exceptions">Show all</Link>
                  </Button>
                ),
              }
            : {})}
        />
      ) : (
        <Table caption="Exceptions">
          <TableHead>
            <HeadCell>Access kept</HeadCell>
            <HeadCell>What makes up for it</HeadCell>
            <HeadCell>Asked and granted</HeadCell>
            <HeadCell>Ends</HeadCell>
            <HeadCell>
              <span className="sr-only">Action</span>
            </HeadCell>
          </TableHead>
          <TableBody>
            {page.rows.map((row) => (
              <Row key={row.id} row={row} today={page.today} />
            ))}
          </TableBody>
        </Table>
      )}
      <Pagination
        label="Pages of exceptions"
        nextHref={page.next ? href(search, { after: page.next }) : undefined}
        previousHref={search.after ? href(search, {}) : undefined}
      />
    </div>
  );
}

function Row({ row, today }: { row: ExceptionRow; today: string }) {
  const tone = tones[row.standing];
  return (
    <TableRow>
      <Cell className="max-sm:block sm:w-[34%]">
        <span className="block">
          {row.title} of {row.subject}
        </span>
        <span className="block text-sm text-ink-3">
          {row.application}, {row.technical}
        </span>
        {row.against.map((text) => (
          <span key={text} className="mt-1 block text-sm">
            {tieDates(text)}
          </span>
        ))}
        {row.reason ? (
          <span className="mt-1 block text-sm text-ink-2">
            “<OwnWords text={row.reason} />”
          </span>
        ) : null}
      </Cell>
      <Cell label="What makes up for it" className="sm:w-[22%]">
        <span className="block">{row.control ?? "The words were erased."}</span>
        <span className="block text-sm text-ink-3">{row.controlOwner} answers for it</span>
      </Cell>
      <Cell label="Asked and granted">
        <span className="block">
          Asked by {row.requestedBy} {row.seed ? <Badge>simulated</Badge> : null}
          <span className="block text-sm text-ink-3">
            {calendarDate(row.requestedAt)}, {row.campaignName}
          </span>
        </span>
        <SecondText row={row} />
      </Cell>
      <Cell label="Ends" className="whitespace-nowrap">
        <Badge {...(tone ? { tone } : {})}>{standingWords[row.standing]}</Badge>
        <span className="block">{calendarDate(row.until)}</span>
        <span className="block text-sm text-ink-3">{distance(row.until, today)}</span>
      </Cell>
      <Cell className="text-right">
        {row.mine ? <SettleButton exception={row.id} title={`${row.title} of ${row.subject}`} /> : null}
      </Cell>
    </TableRow>
  );
}

/** What the second person had to do with it. */
function SecondText({ row }: { row: ExceptionRow }) {
  if (row.second === null)
    return <span className="mt-1 block text-sm text-ink-3">No second person was needed</span>;
  const on = row.settledAt ? ` on ${calendarDate(row.settledAt)}` : "";
  const said =
    row.standing === "waiting"
      ? `${row.second} has to grant it`
      : row.standing === "refused"
        ? `${row.second} refused it${on}`
        : on
          ? `${row.second} granted it${on}`
          : `${row.second} had not answered`;
  return (
    <span className="mt-1 block">
      {tieDates(said)}
      {row.settledWords ? (
        <span className="block text-sm text-ink-2">
          “<OwnWords text={row.settledWords} />”
        </span>
      ) : null}
    </span>
  );
}

function Chip({ href: to, on, children }: { href: string; on: boolean; children: React.ReactNode }) {
  return (
    <Button asChild size="sm" variant={on ? "strong" : "plain"} className={cn(on && "text-accent")}>
      <Link href={to} aria-current={on ? "true" : undefined} prefetch={false}>
        {children}
      </Link>
    </Button>
  );
}
