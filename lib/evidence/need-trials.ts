import type { Trial, Weights } from "./need";
import { needScore, reading } from "./need";
import { type NeedField, needFields } from "./need-fields";
import { auc, calibration, type Judged, logLoss, precisionTopTenth } from "./need-figures";
import { foldOf, folds, type Learnt, learn } from "./need-fit";
import type { Labelled } from "./need-table";

/**
 * How well the need score does on reviews it was not fitted on: across identities, and forward in time. Where it abstains it
 * says nothing either way, so such a grant stands at the mean. Pure.
 */
export type Folder = { name: string; asOf: string; rows: readonly Labelled[] };

/** Figures in their own units: AUC and precision as shares of one, log-loss in nats. */
export type Figures = {
  grants: number;
  /** Where the score did not abstain. */
  scored: number;
  revoked: number;
  auc: number | null;
  logLoss: number | null;
  precisionTopTenth: number | null;
  calibration: Trial["calibration"];
  /** AUC of each single fact, its direction chosen on what the score was fitted on. */
  baselines: Record<string, number>;
};

type Told = Judged & { scored: boolean; row: Labelled; alone: Record<string, number> };

/** Fits on `fit` and tests on `test`. */
export function forward(fit: readonly Folder[], test: Folder): Figures {
  const rows = fit.flatMap((f) => f.rows);
  return figures(tell(test.rows, learn(rows), directionsOf(rows)));
}

/** Each grant is told by weights fitted without its identity, in whatever folder that is. One list of figures a folder, and one over all. */
export function crossValidate(folders: readonly Folder[]): { all: Figures; each: Figures[] } {
  const every = folders.flatMap((f) => f.rows);
  const told = new Map<Labelled, Told>();
  for (const fold of folds) {
    const rest = every.filter((r) => foldOf(r.identity) !== fold);
    const held = every.filter((r) => foldOf(r.identity) === fold);
    if (rest.length === 0) continue;
    for (const one of tell(held, learn(rest), directionsOf(rest))) told.set(one.row, one);
  }
  const of = (rows: readonly Labelled[]) => figures(rows.flatMap((r) => told.get(r) ?? []));
  return { all: of(every), each: folders.map((f) => of(f.rows)) };
}

function tell(rows: readonly Labelled[], learnt: Learnt, directions: readonly Direction[]): Told[] {
  const weights = named(learnt);
  return rows.map((row) => {
    const { total } = needScore({ facts: row.facts, subject: row }, weights);
    return {
      row,
      revoked: row.revoked,
      scored: total !== null,
      score: -(learnt.intercept + ((total ?? 0) * learnt.scale) / 1000) / 1000,
      alone: Object.fromEntries(
        directions.map((d) => [d.field.kind, d.sign * (numberOf(d.field, row) ?? d.middle)]),
      ),
    };
  });
}

function named(learnt: Learnt): Weights {
  return { name: "trial", version: 1, fittedOn: [], only: "", trials: [], ...learnt };
}

function figures(told: readonly Told[]): Figures {
  const kinds = Object.keys(told[0]?.alone ?? {});
  const baselines = kinds.flatMap((kind) => {
    const found = auc(told.map((t) => ({ score: t.alone[kind] ?? 0, revoked: t.revoked })));
    return found === null ? [] : [[kind, found] as const];
  });
  return {
    grants: told.length,
    scored: told.filter((t) => t.scored).length,
    revoked: told.filter((t) => t.revoked).length,
    auc: auc(told),
    logLoss: logLoss(told),
    precisionTopTenth: precisionTopTenth(told),
    calibration: calibration(told),
    baselines: Object.fromEntries(baselines),
  };
}

/** A fact alone as a score: `sign` makes more of it likelier to be removed, `middle` stands in where it is not known. */
type Direction = { field: NeedField; sign: 1 | -1; middle: number };

function directionsOf(rows: readonly Labelled[]): Direction[] {
  return needFields.flatMap((field) => {
    const values = rows.map((row) => numberOf(field, row));
    const known = values.filter((v) => v !== null).sort((a, b) => a - b);
    if (known.length === 0 || known[0] === known.at(-1)) return [];
    const middle = known[Math.floor(known.length / 2)] ?? 0;
    const found = auc(rows.map((row, i) => ({ score: values[i] ?? middle, revoked: row.revoked })));
    return [{ field, sign: found !== null && found < 0.5 ? -1 : 1, middle }];
  });
}

function numberOf(field: NeedField, row: Labelled): number | null {
  const fact = row.facts.find((f) => f.kind === field.kind);
  const read = fact ? reading(fact, field) : null;
  if (field.field === null) return read === null ? 0 : 1;
  return typeof read === "number" ? read : null;
}

/** Figures as the weights keep them, in thousandths. */
export function trialOf(name: string, asOf: string | null, how: Trial["how"], f: Figures): Trial {
  const whole = (x: number | null) => (x === null ? null : Math.round(x * 1000));
  return {
    name,
    asOf,
    how,
    grants: f.grants,
    scored: f.scored,
    revoked: f.revoked,
    auc: whole(f.auc),
    logLoss: whole(f.logLoss),
    precisionTopTenth: whole(f.precisionTopTenth),
    baselines: Object.fromEntries(Object.entries(f.baselines).map(([k, v]) => [k, Math.round(v * 1000)])),
    calibration: f.calibration,
  };
}
