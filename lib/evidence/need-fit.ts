import { type FactWeights, partOf, type Weights } from "./need";
import { type NeedField, needFields, type Scale } from "./need-fields";
import { type Fitted, fitCells, monotone } from "./need-model";
import { statedParts } from "./need-stated";
import { type Labelled, middles, Table } from "./need-table";

/** A fact that so few grants have, or lack, teaches nothing. */
const LEAST = 50;
/** The least share of the log-loss that a further family must take away. */
const GAIN = 0.002;
const FOLDS = 5;

export type Learnt = Pick<Weights, "subjects" | "facts" | "intercept" | "scale" | "minimum">;

/**
 * Learns the parts of the need score from labelled reviews. Pure: the same grants give the same weights.
 *
 * Of each family of facts the one enters that tells most alone; families enter one after the other, the one that helps most
 * first, as long as each lowers the log-loss on identities it was not fitted on. What entered is fitted together
 * (`need-model.ts`), so that no evidence counts twice. A number's parts only rise or only fall with it. Bins that no grant was
 * in lie on the fitted line and are marked as not fitted. A number's parts are centred: a fact as it is on average weighs zero,
 * as one that is not known does. Last, all fitted parts are drawn towards zero by one factor, `scale`, until their strengths
 * add up to one unit at most: what was learnt in other reviews orders here as it did there, and does not drown what stands
 * beside it.
 */
export function learn(rows: readonly Labelled[]): Learnt {
  const table = new Table(rows);
  const chosen = choose(table);
  const fitted = fitCells(
    chosen.map((f) => table.column(f)),
    table.cells(chosen),
  );
  const learnt = chosen.map((field, c) => ({ kind: field.kind, made: factWeights(field, c, fitted, table) }));
  const strengths = learnt.reduce((sum, { made }) => sum + made.strength, 0);
  const scale = Math.max(1000, strengths);
  const facts: Weights["facts"] = {};
  for (const { kind, made } of learnt) facts[kind] = drawnIn(made, scale / 1000);
  const families = new Set(chosen.map((f) => f.family));
  for (const { kind, family, ...stated } of statedParts)
    if (!families.has(family)) facts[kind] = { ...stated, strength: 0 };
  return {
    subjects: [...new Set(rows.map((r) => r.kind))].sort(),
    facts,
    intercept: interceptOf(facts, scale, table),
    scale,
    minimum: Math.floor((strengths * 500) / scale),
  };
}

function drawnIn(fact: FactWeights, by: number): FactWeights {
  const strength = Math.round(fact.strength / by);
  const less = <B extends { weight: number }>(bin: B): B => ({ ...bin, weight: Math.round(bin.weight / by) });
  // Each branch keeps its own type of bin.
  return "upTo" in (fact.bins[0] ?? {})
    ? { ...fact, strength, bins: fact.bins.flatMap((b) => ("upTo" in b ? [less(b)] : [])) }
    : { ...fact, strength, bins: fact.bins.flatMap((b) => ("upTo" in b ? [] : [less(b)])) };
}

/** The fold of an identity, 0 to `FOLDS` − 1: the same in every folder (FNV-1a). */
export function foldOf(identity: string): number {
  let hash = 0x811c9dc5;
  for (const sign of identity) hash = Math.imul(hash ^ (sign.codePointAt(0) ?? 0), 0x01000193);
  return (hash >>> 8) % FOLDS;
}
export const folds = Array.from({ length: FOLDS }, (_, k) => k);

function choose(table: Table): NeedField[] {
  const best = new Map<string, { field: NeedField; loss: number }>();
  for (const field of needFields) {
    if (field.family === null || !teaches(field, table) || !makeSense([field], table)) continue;
    const loss = heldOutLoss([field], table);
    const before = best.get(field.family);
    if (!before || loss < before.loss) best.set(field.family, { field, loss });
  }
  const chosen: NeedField[] = [];
  let loss = heldOutLoss([], table);
  for (let left = [...best.values()].map((b) => b.field); left.length > 0; ) {
    const tried = left.flatMap((field) => {
      const together = [...chosen, field];
      return makeSense(together, table) ? [{ field, loss: heldOutLoss(together, table) }] : [];
    });
    const [next] = tried.sort((a, b) => a.loss - b.loss);
    if (!next || next.loss > loss * (1 - GAIN)) break;
    chosen.push(next.field);
    loss = next.loss;
    left = left.filter((f) => f !== next.field);
  }
  return chosen;
}

/** Whether each of them, fitted together, speaks the way it may. */
function makeSense(fields: readonly NeedField[], table: Table): boolean {
  const { parts, slopes } = fitCells(
    fields.map((f) => table.column(f)),
    table.cells(fields),
  );
  return fields.every(({ sense }, c) => {
    const way = slopes[c] ?? parts[c]?.[0] ?? 0;
    return sense === "either" || (sense === "need" ? way > 0 : way < 0);
  });
}

function teaches(field: NeedField, table: Table): boolean {
  const bins = table.of(field);
  const present = bins.filter((b) => b !== null).length;
  if (!field.scale) return present >= LEAST && bins.length - present >= LEAST;
  return present >= LEAST && new Set(bins.filter((b) => b !== null)).size > 1;
}

/** Mean log-loss on identities that were not fitted on. */
function heldOutLoss(fields: readonly NeedField[], table: Table): number {
  const columns = fields.map((f) => table.column(f));
  let sum = 0;
  for (const fold of folds) {
    const fitted = fitCells(
      columns,
      table.cells(fields, (r) => foldOf(r.identity) !== fold),
    );
    for (const cell of table.cells(fields, (r) => foldOf(r.identity) === fold)) {
      const z = cell.bins.reduce<number>(
        (s, b, c) => s + (b === null ? 0 : (fitted.parts[c]?.[b] ?? 0)),
        fitted.intercept,
      );
      const loss = (x: number) => Math.max(-x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
      sum += (cell.n - cell.revoked) * loss(z) + cell.revoked * loss(-z);
    }
  }
  return sum / Math.max(1, table.rows.length);
}

function factWeights(field: NeedField, c: number, fitted: Fitted, table: Table): FactWeights {
  const parts = fitted.parts[c] ?? [];
  const counted = countIn(field, table);
  if (!field.scale) {
    const [only] = counted;
    const bin = {
      value: true,
      weight: thousandths(parts[0] ?? 0),
      fitted: true,
      ...(only ?? { n: 0, revoked: 0 }),
    };
    return { field: field.field, strength: 0, bins: [bin] };
  }
  const slope = fitted.slopes[c] ?? 0;
  const even = carriedOn(
    monotone(
      parts,
      counted.map((b) => b.n),
      slope >= 0,
    ),
    counted,
    field.scale,
    slope,
  );
  const present = counted.reduce((n, b) => n + b.n, 0);
  const mean = even.reduce((sum, part, b) => sum + part * (counted[b]?.n ?? 0), 0) / Math.max(1, present);
  const centred = even.map((part) => part - mean);
  const squares = centred.reduce((sum, part, b) => sum + part * part * (counted[b]?.n ?? 0), 0);
  return {
    field: field.field,
    strength: thousandths(Math.sqrt(squares / Math.max(1, table.rows.length))),
    bins: centred.map((part, b) => {
      const { n, revoked } = counted[b] ?? { n: 0, revoked: 0 };
      return { upTo: field.scale?.cuts[b] ?? null, weight: thousandths(part), fitted: n > 0, n, revoked };
    }),
  };
}

function countIn(field: NeedField, table: Table): { n: number; revoked: number }[] {
  const counted = Array.from({ length: table.column(field).bins }, () => ({ n: 0, revoked: 0 }));
  table.of(field).forEach((bin, i) => {
    const at = bin === null ? undefined : counted[bin];
    if (!at) return;
    at.n += 1;
    at.revoked += table.rows[i]?.revoked ? 1 : 0;
  });
  return counted;
}

/** Before the first bin that a grant was in, and after the last, the line goes on from there. */
function carriedOn(
  parts: readonly number[],
  counted: readonly { n: number }[],
  scale: Scale,
  slope: number,
): number[] {
  const first = counted.findIndex((b) => b.n > 0);
  const last = counted.findLastIndex((b) => b.n > 0);
  const places = middles(scale).map(scale.at);
  return parts.map((part, b) => {
    const edge = b < first ? first : b > last ? last : b;
    return edge === b ? part : (parts[edge] ?? 0) + slope * ((places[b] ?? 0) - (places[edge] ?? 0));
  });
}

/** Log-odds of being kept at which, with these parts, as many are expected to be kept as were. */
function interceptOf(facts: Weights["facts"], scale: number, table: Table): number {
  const sums = table.rows.map((row) => {
    const total = row.facts.reduce((sum, fact) => sum + (partOf(fact, facts)?.part.weight ?? 0), 0);
    return { kept: row.revoked ? 0 : 1, total: (total * scale) / 1_000_000 };
  });
  let at = 0;
  for (let round = 0; round < 50; round++) {
    let miss = 0;
    let weight = 1e-9;
    for (const { kept, total } of sums) {
      const p = 1 / (1 + Math.exp(-(at + total)));
      miss += p - kept;
      weight += p * (1 - p);
    }
    const step = Math.max(-2, Math.min(2, miss / weight));
    at -= step;
    if (Math.abs(step) < 1e-9) break;
  }
  return thousandths(Math.max(-10, Math.min(10, at)));
}

const thousandths = (part: number) => Math.round(part * 1000);
