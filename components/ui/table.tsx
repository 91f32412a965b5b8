import { ArrowDown, ArrowUp } from "lucide-react";
import type { ComponentProps, ReactNode } from "react";
import { cn } from "./cn";

/*
 * A dense table. Below 640 px each row becomes a block of "label: value" lines, so nothing scrolls sideways; the
 * roles are written out because a changed `display` would take them away.
 */
const ROLE = {
  table: { role: "table" },
  rowgroup: { role: "rowgroup" },
  row: { role: "row" },
  columnheader: { role: "columnheader" },
  cell: { role: "cell" },
} as const;

interface TableProps extends ComponentProps<"table"> {
  /** Names the table; drawn only with `showCaption`. */
  caption: string;
  showCaption?: boolean;
}

export function Table({ caption, showCaption = false, className, children, ...rest }: TableProps) {
  return (
    <table {...ROLE.table} className={cn("w-full border-collapse max-sm:block", className)} {...rest}>
      <caption className={showCaption ? "pb-2 text-left font-medium max-sm:block" : "sr-only"}>
        {caption}
      </caption>
      {children}
    </table>
  );
}

export function TableHead({ children }: { children: ReactNode }) {
  return (
    <thead {...ROLE.rowgroup} className="max-sm:sr-only">
      <tr {...ROLE.row}>{children}</tr>
    </thead>
  );
}

export function TableBody({ className, ...rest }: ComponentProps<"tbody">) {
  return <tbody {...ROLE.rowgroup} className={cn("max-sm:block", className)} {...rest} />;
}

export function TableRow({ className, ...rest }: ComponentProps<"tr">) {
  return (
    <tr
      {...ROLE.row}
      className={cn(
        "border-b border-line hover:bg-sunken max-sm:block max-sm:py-2 max-sm:hover:bg-transparent",
        className,
      )}
      {...rest}
    />
  );
}

interface HeadCellProps extends ComponentProps<"th"> {
  numeric?: boolean;
  /** Whether the rows are in this column's order; `none` if they could be. */
  sort?: "ascending" | "descending" | "none";
  onSort?: () => void;
}

export function HeadCell({ numeric = false, sort, onSort, className, children, ...rest }: HeadCellProps) {
  return (
    <th
      {...ROLE.columnheader}
      scope="col"
      aria-sort={sort}
      className={cn(
        "h-8 border-b border-line-strong px-2 text-left text-sm font-medium whitespace-nowrap text-ink-2 first:pl-0 last:pr-0",
        numeric && "text-right",
        className,
      )}
      {...rest}
    >
      {onSort ? (
        <button type="button" onClick={onSort} className="inline-flex h-6 items-center gap-1 hover:text-ink">
          {children}
          {sort === "ascending" ? <ArrowUp aria-hidden className="size-3.5" strokeWidth={1.75} /> : null}
          {sort === "descending" ? <ArrowDown aria-hidden className="size-3.5" strokeWidth={1.75} /> : null}
        </button>
      ) : (
        children
      )}
    </th>
  );
}

interface CellProps extends ComponentProps<"td"> {
  /** The column's name; stands before the value on a narrow screen. Leave out for the cell that names the row. */
  label?: string;
  numeric?: boolean;
}

export function Cell({ label, numeric = false, className, children, ...rest }: CellProps) {
  return (
    <td
      {...ROLE.cell}
      className={cn(
        "px-2 py-1.5 align-top first:pl-0 last:pr-0 max-sm:flex max-sm:justify-between max-sm:gap-4 max-sm:px-0 max-sm:py-0.5 max-sm:text-right",
        numeric && "text-right whitespace-nowrap",
        // What names the row stands as its heading.
        "max-sm:first:justify-start max-sm:first:pb-1 max-sm:first:text-left max-sm:first:font-medium max-sm:first:[&_.text-sm]:font-normal max-sm:first:[&>[aria-hidden]]:hidden",
        label === undefined && "max-sm:justify-start max-sm:text-left",
        className,
      )}
      {...rest}
    >
      {label === undefined ? null : (
        <span aria-hidden className="hidden max-w-[45%] shrink-0 text-left text-ink-3 max-sm:inline">
          {label}
        </span>
      )}
      {label === undefined ? children : <span className="min-w-0">{children}</span>}
    </td>
  );
}
