/** The rows of a list under their groups, as the eye has them. Pure but for what it remembers of the rows it made. */
import { type AskedMarks, withMark } from "@/components/questions/asked-marks";
import type { Worklist as WorklistPage, WorklistRow } from "@/lib/reviews/schema";
import { ALONE_GROUP, type Grouping } from "@/lib/reviews/schema";
import type { Cluster } from "@/lib/reviews/together-schema";
import { togetherLine } from "./together";
import { rowView, withoutSecret } from "./words";
import type { WorklistRowView } from "./worklist-row";

export interface WorklistGroupView {
  id: string;
  title: string;
  /** "4 of 6 open". */
  summary: string;
  /** What its items have in common: "SAP Finance, low risk, unused". */
  common?: string;
  /** What of it may be decided in one act; `words` alone where nothing is left to. */
  together?: { words: string; cluster: Cluster | null };
  rows: readonly WorklistRowView[];
}

export interface Listed {
  rows: readonly WorklistRow[];
  groups: ReadonlyMap<string, WorklistPage["groups"][number]>;
  order: Grouping;
  attempts: Readonly<Record<string, { state: string } | undefined>>;
  handedOn: Readonly<Record<string, string>>;
  takenOut: Readonly<Record<string, true>>;
  marks: AskedMarks;
  clusters: readonly Cluster[];
}

/** Groups rows; a row that did not change is the same object as before, so that it is not drawn again. */
export function grouper(): (listed: Listed) => WorklistGroupView[] {
  const made = new Map<string, { of: readonly unknown[]; view: WorklistRowView }>();
  /** Groups that offered something: what is under their header keeps its room when it is done. */
  const offered = new Set<string>();

  const viewOf = (row: WorklistRow, shared: readonly string[], listed: Listed) => {
    const { order, attempts, handedOn, takenOut, marks } = listed;
    const of = [
      row,
      order,
      shared.join(),
      attempts[row.id],
      handedOn[row.id],
      takenOut[row.id],
      marks.get(row.id),
    ];
    const known = made.get(row.id);
    if (known?.of.every((value, i) => value === of[i])) return known.view;
    const own = shared.length === 0 ? row : { ...row, tags: row.tags.filter((t) => !shared.includes(t)) };
    const shown = rowView(own, order, attempts[row.id], handedOn[row.id]);
    const view = withMark(takenOut[row.id] ? withoutSecret(shown) : shown, marks);
    made.set(row.id, { of, view });
    return view;
  };

  return (listed) => {
    const { order, rows, groups, clusters } = listed;
    const grouped = new Map<string, WorklistRow[]>();
    for (const row of rows) grouped.set(row.group, [...(grouped.get(row.group) ?? []), row]);
    return [...grouped].map(([id, members]): WorklistGroupView => {
      // What the header says of all of them is not said again of each.
      const shared = order === "alike" && id !== ALONE_GROUP ? sharedTags(members) : [];
      const views = members.map((row) => viewOf(row, shared, listed));
      const cluster = biggest(clusters.filter((c) => c.groups[order] === id));
      const offer = `${order} ${id}`;
      if (cluster) offered.add(offer);
      return {
        id,
        title: titleOf(order, id, members[0]),
        summary: summaryOf(groups.get(id), views, order === "alike" && id !== ALONE_GROUP),
        ...(order === "alike" && id !== ALONE_GROUP ? { common: commonOf(members) } : {}),
        ...(cluster
          ? { together: { words: order === "alike" ? offerWords(cluster) : togetherLine(cluster), cluster } }
          : offered.has(offer)
            ? { together: { words: "Nothing more here to decide together", cluster: null } }
            : {}),
        rows: views,
      };
    });
  };
}

/** Under a header that says how many are alike. */
const offerWords = ({ count, items }: Cluster) => `Decide ${Math.min(count, items.length)} together`;

const biggest = (clusters: readonly Cluster[]): Cluster | null =>
  clusters.reduce<Cluster | null>((most, c) => (most && most.count >= c.count ? most : c), null);

function titleOf(order: Grouping, id: string, first: WorklistRow | undefined): string {
  if (order === "alike") return id === ALONE_GROUP ? "Like nothing else here" : (first?.title ?? "");
  return (order === "application" ? first?.application : first?.subjectName) ?? "";
}

/** "4 of 6 open"; of what is alike "6 alike, 4 open". */
function summaryOf(
  count: WorklistPage["groups"][number] | undefined,
  rows: readonly WorklistRowView[],
  alike: boolean,
): string {
  if (!count) return "";
  if (count.more) return `more than ${count.items.toLocaleString("en-GB")}`;
  // With all of a group here, its rows say how many are open; the server's count is as old as the list.
  const open =
    count.items === rows.length
      ? rows.filter((row) => row.state === "open" || row.failed).length
      : count.open;
  return alike ? `${count.items} alike, ${open} open` : `${open} of ${count.items} open`;
}

/** "SAP Finance, low risk, unused": what every row says. */
function commonOf(rows: readonly WorklistRow[]): string {
  const [first, ...others] = rows;
  if (!first) return "";
  const risk = first.risk === "critical" ? "critical" : `${first.risk} risk`;
  return [
    first.application,
    ...(others.every((row) => row.risk === first.risk) ? [risk] : []),
    ...sharedTags(rows),
  ].join(", ");
}

function sharedTags([first, ...others]: readonly WorklistRow[]): string[] {
  return first?.tags.filter((tag) => others.every((row) => row.tags.includes(tag))) ?? [];
}
