/**
 * A penalised additive logistic model over bins, for a few dozen numbers at most. Pure.
 *
 * Log-odds of being kept = intercept + Σ over facts of (slope · (t − mean t) + departure of the bin), with t the bin's place on
 * the fact's scale, in standard deviations. Slopes are drawn to zero by `ridge.slope`/2 · slope², departures by
 * `ridge.departure`/2 · departure² (ridge regression: Hoerl and Kennard, 1970; for logistic models le Cessie and van
 * Houwelingen, 1992): a bin leaves its line only as far as its own grants carry it, and facts that say the same share the
 * weight instead of each getting the whole. Fitted by Newton's method on the penalised likelihood, which is concave.
 */
export type Column = {
  /** Each bin's place on the scale; null for facts without one, whose bins have departures only. */
  at: readonly number[] | null;
  bins: number;
};

/** Grants alike in every bin: which bin of each column (null: the fact is not there), how many, how many were removed. */
export type Cell = { bins: readonly (number | null)[]; n: number; revoked: number };

export const ridge = { slope: 1, departure: 20, alone: 2 } as const;

export type Fitted = {
  intercept: number;
  /** Log-odds of a column's bins; those nobody was in lie on the line. */
  parts: number[][];
  /** Log-odds by one unit of the scale; null for columns without one. */
  slopes: (number | null)[];
};

export function fitCells(columns: readonly Column[], cells: readonly Cell[]): Fitted {
  const places = columns.map((column, c) => standardised(column, cells, c));
  const layout = layoutOf(columns);
  const rows = cells.map((cell) => rowOf(cell, places, layout));
  const w = new Float64Array(layout.size);
  for (let round = 0; round < 50; round++) {
    const { gradient, curvature } = slopeAt(w, rows, cells, layout);
    const step = solved(curvature, gradient);
    let furthest = 0;
    for (let i = 0; i < layout.size; i++) {
      // A long first step can overshoot where the data part cleanly.
      const move = Math.max(-4, Math.min(4, step[i] ?? 0));
      w[i] = (w[i] ?? 0) - move;
      furthest = Math.max(furthest, Math.abs(move));
    }
    if (furthest < 1e-8) break;
  }
  return {
    intercept: w[0] ?? 0,
    parts: columns.map((column, c) =>
      Array.from({ length: column.bins }, (_, b) => {
        const line = places[c] ? (w[layout.slope[c] ?? -1] ?? 0) * (places[c]?.at[b] ?? 0) : 0;
        return line + (w[(layout.first[c] ?? 0) + b] ?? 0);
      }),
    ),
    slopes: columns.map((_, c) => {
      const place = places[c];
      return place ? (w[layout.slope[c] ?? -1] ?? 0) / place.unit : null;
    }),
  };
}

type Place = { at: number[]; unit: number } | null;

function standardised(column: Column, cells: readonly Cell[], c: number): Place {
  if (!column.at) return null;
  let n = 0;
  let sum = 0;
  let squares = 0;
  for (const cell of cells) {
    const bin = cell.bins[c];
    if (bin === null || bin === undefined) continue;
    const at = column.at[bin] ?? 0;
    n += cell.n;
    sum += cell.n * at;
    squares += cell.n * at * at;
  }
  const mean = n > 0 ? sum / n : 0;
  const spread = n > 0 ? Math.sqrt(Math.max(0, squares / n - mean * mean)) : 0;
  const unit = spread > 1e-9 ? spread : 1;
  return { at: column.at.map((a) => (a - mean) / unit), unit };
}

type Layout = { size: number; slope: number[]; first: number[]; penalty: Float64Array };

function layoutOf(columns: readonly Column[]): Layout {
  let size = 1;
  const slope: number[] = [];
  const first: number[] = [];
  const penalties = [1e-6];
  for (const { at, bins } of columns) {
    slope.push(at ? size : -1);
    if (at) {
      size += 1;
      penalties.push(ridge.slope);
    }
    first.push(size);
    size += bins;
    for (let b = 0; b < bins; b++) penalties.push(at ? ridge.departure : ridge.alone);
  }
  return { size, slope, first, penalty: Float64Array.from(penalties) };
}

type Row = { index: number[]; value: number[] };

function rowOf(cell: Cell, places: readonly Place[], layout: Layout): Row {
  const row: Row = { index: [0], value: [1] };
  cell.bins.forEach((bin, c) => {
    if (bin === null) return;
    const place = places[c];
    if (place) {
      row.index.push(layout.slope[c] ?? 0);
      row.value.push(place.at[bin] ?? 0);
    }
    row.index.push((layout.first[c] ?? 0) + bin);
    row.value.push(1);
  });
  return row;
}

function slopeAt(w: Float64Array, rows: readonly Row[], cells: readonly Cell[], layout: Layout) {
  const { size, penalty } = layout;
  const gradient = Float64Array.from(w, (v, i) => v * (penalty[i] ?? 0));
  const curvature = Array.from({ length: size }, (_, i) => {
    const line = new Float64Array(size);
    line[i] = penalty[i] ?? 0;
    return line;
  });
  rows.forEach(({ index, value }, k) => {
    const cell = cells[k];
    if (!cell) return;
    const z = index.reduce((sum, i, j) => sum + (w[i] ?? 0) * (value[j] ?? 0), 0);
    const kept = 1 / (1 + Math.exp(-z));
    const miss = cell.n * kept - (cell.n - cell.revoked);
    const weight = cell.n * kept * (1 - kept);
    index.forEach((i, j) => {
      const v = value[j] ?? 0;
      gradient[i] = (gradient[i] ?? 0) + miss * v;
      const line = curvature[i];
      if (!line) return;
      index.forEach((other, o) => {
        line[other] = (line[other] ?? 0) + weight * v * (value[o] ?? 0);
      });
    });
  });
  return { gradient, curvature };
}

/** Solves A x = b for a symmetric positive definite A (Cholesky); A is overwritten. */
function solved(a: Float64Array[], b: Float64Array): Float64Array {
  const n = b.length;
  const at = (i: number, j: number) => a[i]?.[j] ?? 0;
  const put = (i: number, j: number, v: number) => {
    const line = a[i];
    if (line) line[j] = v;
  };
  for (let j = 0; j < n; j++) {
    let d = at(j, j);
    for (let k = 0; k < j; k++) d -= at(j, k) ** 2;
    put(j, j, Math.sqrt(Math.max(d, 1e-12)));
    for (let i = j + 1; i < n; i++) {
      let v = at(i, j);
      for (let k = 0; k < j; k++) v -= at(i, k) * at(j, k);
      put(i, j, v / at(j, j));
    }
  }
  const y = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let v = b[i] ?? 0;
    for (let k = 0; k < i; k++) v -= at(i, k) * (y[k] ?? 0);
    y[i] = v / at(i, i);
  }
  const x = new Float64Array(n);
  for (let i = n - 1; i >= 0; i--) {
    let v = y[i] ?? 0;
    for (let k = i + 1; k < n; k++) v -= at(k, i) * (x[k] ?? 0);
    x[i] = v / at(i, i);
  }
  return x;
}

/**
 * The nearest values that only rise (or only fall), in weighted least squares: neighbours that go the wrong way share their
 * mean (pool adjacent violators: Ayer, Brunk, Ewing, Reid and Silverman, 1955).
 */
export function monotone(values: readonly number[], by: readonly number[], rising: boolean): number[] {
  const sign = rising ? 1 : -1;
  const blocks: { value: number; weight: number; length: number }[] = [];
  values.forEach((v, i) => {
    blocks.push({ value: sign * v, weight: Math.max(by[i] ?? 0, 1e-9), length: 1 });
    for (;;) {
      const last = blocks.at(-1);
      const before = blocks.at(-2);
      if (!last || !before || before.value <= last.value) break;
      const weight = before.weight + last.weight;
      before.value = (before.value * before.weight + last.value * last.weight) / weight;
      before.weight = weight;
      before.length += last.length;
      blocks.pop();
    }
  });
  return blocks.flatMap(({ value, length }) => Array.from({ length }, () => sign * value));
}
