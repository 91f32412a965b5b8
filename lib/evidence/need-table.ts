import { reading, type SubjectKind } from "./need";
import { type NeedField, needFields, type Scale } from "./need-fields";
import type { Cell, Column } from "./need-model";
import type { Fact } from "./schema";

/** A grant of a finished review: its facts, and whether it was removed. */
export type Labelled = {
  /** Whoever holds it: no identity is ever both learnt from and tested on. */
  identity: string;
  kind: SubjectKind;
  revoked: boolean;
  facts: readonly Fact[];
};

/** Which bin of each field a grant is in; read once. */
export class Table {
  readonly rows: readonly Labelled[];
  private readonly bins: Map<NeedField, (number | null)[]>;
  constructor(rows: readonly Labelled[]) {
    this.rows = rows;
    this.bins = new Map(needFields.map((f) => [f, rows.map((r) => binOf(f, r))]));
  }
  of(field: NeedField): readonly (number | null)[] {
    return this.bins.get(field) ?? [];
  }
  column(field: NeedField): Column {
    const { scale } = field;
    return scale ? { at: middles(scale).map(scale.at), bins: scale.cuts.length + 1 } : { at: null, bins: 1 };
  }
  /** Grants alike in these fields together; only those of some folds where asked. */
  cells(fields: readonly NeedField[], wanted: (row: Labelled) => boolean = () => true): Cell[] {
    const lists = fields.map((f) => this.of(f));
    const cells = new Map<string, { bins: (number | null)[]; n: number; revoked: number }>();
    this.rows.forEach((row, i) => {
      if (!wanted(row)) return;
      const bins = lists.map((l) => l[i] ?? null);
      const key = bins.join();
      const cell = cells.get(key) ?? { bins, n: 0, revoked: 0 };
      cell.n += 1;
      cell.revoked += row.revoked ? 1 : 0;
      cells.set(key, cell);
    });
    return [...cells.values()];
  }
}

function binOf(field: NeedField, row: Labelled): number | null {
  const fact = row.facts.find((f) => f.kind === field.kind && f.class !== "asserted");
  const read = fact ? reading(fact, { field: field.field }) : null;
  if (!field.scale) return read === null ? null : 0;
  if (typeof read !== "number") return null;
  const bin = field.scale.cuts.findIndex((cut) => read <= cut);
  return bin < 0 ? field.scale.cuts.length : bin;
}

/** The middle of each bin; of the last, which has no end, a little beyond its beginning. */
export function middles({ cuts }: Scale): number[] {
  const last = cuts.at(-1) ?? 0;
  return [...cuts.map((cut, i) => (i === 0 ? cut / 2 : ((cuts[i - 1] ?? 0) + 1 + cut) / 2)), last * 1.15];
}
