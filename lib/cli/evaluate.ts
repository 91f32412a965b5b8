import { writeFile } from "node:fs/promises";
import path from "node:path";
import { parseScope, printScope } from "@/lib/campaigns/scope";
import { now } from "@/lib/clock";
import { AppError } from "@/lib/errors";
import { type Weights, weights } from "@/lib/evidence/need";
import { learn } from "@/lib/evidence/need-fit";
import { crossValidate, type Figures, type Folder, forward, trialOf } from "@/lib/evidence/need-trials";
import type { Outcome } from "./desk";
import { type LabelledFolder, labelledFolder } from "./labelled";
import { reviewed } from "./reviewed";
import type { Evaluation } from "./schema";
import { inScratch } from "./scratch";
import { counted, number, type Screen } from "./screen";
import { outcomeOn } from "./verbs";

/** A set's figures, and how they were come by. */
type Tried = Figures & {
  name: string;
  asOf: string;
  how: "cross-validated" | "time-forward";
  fittedOn: string[];
};

/** Evaluates, to the exit code. */
export function runEvaluate(given: Evaluation, screen: Screen): Promise<number> {
  return outcomeOn(screen, given, () => evaluate(given, screen));
}

/**
 * Fits the need score on finished reviews and tests it on what it was not fitted on: other identities, and a later review.
 * Needs no database of the installation and touches none.
 * @throws AppError where a folder cannot be read
 */
export async function evaluate(given: Evaluation, screen: Screen): Promise<Outcome> {
  const only = printScope(parseScope(given.only));
  const folders = (await Promise.all(given.folders.map((place) => labelledFolder(place)))).sort((a, b) =>
    a.asOf < b.asOf ? -1 : 1,
  );
  const test = given.test === undefined ? undefined : await labelledFolder(given.test);
  mustBeLater(folders, test);
  const { read, notes } = await readAll([...folders, ...(test ? [test] : [])], only, screen);
  const learnt = read.slice(0, folders.length);
  const later = read[folders.length];
  await screen.say("Fitting.");
  const across = crossValidate(learnt);
  const onward = learnt
    .slice(1)
    .map((one, i) => tried(one, forward(learnt.slice(0, i + 1), one), learnt.slice(0, i + 1)));
  const tested = later ? tried(later, forward(learnt, later), learnt) : undefined;
  const timeForward = [...onward, ...(tested ? [tested] : [])];
  const sets = read.map((one, i) => {
    const found = timeForward.find((t) => t.name === one.name);
    const figures = across.each[i];
    if (found || !figures) return found;
    return {
      ...figures,
      name: one.name,
      asOf: one.asOf,
      how: "cross-validated" as const,
      fittedOn: names(learnt),
    };
  });
  const shown = sets.filter((s) => s !== undefined);
  if (given.fit !== undefined) await writeFit(given.fit, learnt, only, { across: across.all, timeForward });
  return {
    lines: [...table(shown, across.all), "", ...reliabilityLines(tested ?? onward.at(-1)), ...notes],
    object: {
      sets: shown,
      crossValidated: across.all,
      timeForward,
      only,
      ...(given.fit === undefined ? {} : { fit: given.fit }),
    },
  };
}

const names = (folders: readonly Folder[]) => folders.map((f) => f.name);

function tried(one: Folder, figures: Figures, on: readonly Folder[]): Tried {
  return { ...figures, name: one.name, asOf: one.asOf, how: "time-forward", fittedOn: names(on) };
}

function mustBeLater(folders: readonly LabelledFolder[], test: LabelledFolder | undefined): void {
  const all = [...folders, ...(test ? [test] : [])];
  const twice = all.find((f, i) => all.findIndex((o) => o.name === f.name) !== i);
  if (twice) throw new AppError("invalid", "folder", `Two folders are called ${twice.name}; name each once.`);
  const last = folders.at(-1);
  if (test && last && test.asOf <= last.asOf)
    throw new AppError(
      "invalid",
      "folder",
      `${test.name} (${test.asOf}) was not reviewed after ${last.name} (${last.asOf}); test on a later review than those fitted on.`,
    );
}

async function readAll(folders: readonly LabelledFolder[], only: string, screen: Screen) {
  const at = now();
  const read: Folder[] = [];
  const notes: string[] = [];
  await inScratch(async (scratch) => {
    for (const one of folders) {
      await screen.say(`Reading ${one.name}.`);
      const { folder, held } = await reviewed(scratch, one, only, at);
      read.push(folder);
      if (held.dates > 0)
        notes.push(`${one.name}: ${counted(held.dates, "date")} on or after ${one.asOf} taken as unknown.`);
      if (held.rows > 0)
        notes.push(`${one.name}: ${counted(held.rows, "row")} that began on or after ${one.asOf} left out.`);
    }
  });
  return { read, notes };
}

/** The name of the weights is the file's. */
async function writeFit(
  place: string,
  folders: readonly Folder[],
  only: string,
  figures: { across: Figures; timeForward: readonly Tried[] },
): Promise<void> {
  const fitted: Weights = {
    name: path.basename(place, ".json"),
    version: 1,
    fittedOn: folders.map((f) => ({
      name: f.name,
      asOf: f.asOf,
      grants: f.rows.length,
      revoked: f.rows.filter((r) => r.revoked).length,
    })),
    only,
    ...learn(folders.flatMap((f) => f.rows)),
    trials: [
      trialOf("the reviews it was fitted on", null, "cross-validated", figures.across),
      ...figures.timeForward.map((t) => trialOf(t.name, t.asOf, t.how, t)),
    ],
  };
  const checked = weights.safeParse(fitted);
  if (!checked.success)
    throw new AppError(
      "invalid",
      "fit",
      `The weights cannot be called ${fitted.name}: ${checked.error.issues[0]?.message}`,
    );
  try {
    await writeFile(place, `${JSON.stringify(checked.data, null, 2)}\n`);
  } catch {
    throw new AppError(
      "invalid",
      "fit",
      `The weights could not be written to ${place}; choose another place.`,
    );
  }
}

const three = (x: number | null) => (x === null ? "–" : x.toFixed(3));

function table(
  sets: readonly Tried[] | readonly (Figures & { name: string; how: string })[],
  across: Figures,
): string[] {
  const head = [
    "set",
    "fitted on",
    "grants",
    "removed",
    "scored",
    "AUC",
    "log-loss",
    "top tenth",
    "best single fact",
  ];
  const line = (name: string, how: string, f: Figures) => [
    name,
    how,
    number(f.grants),
    number(f.revoked),
    number(f.scored),
    three(f.auc),
    three(f.logLoss),
    three(f.precisionTopTenth),
    bestOf(f),
  ];
  const rows = [
    head,
    ...sets.map((s) => line(s.name, s.how === "time-forward" ? "earlier reviews" : "other people", s)),
    line("all fitted on", "other people", across),
  ];
  const widths = head.map((_, c) => Math.max(...rows.map((r) => r[c]?.length ?? 0)));
  return rows.map((r) =>
    r
      .map((cell, c) => cell.padEnd(widths[c] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}

function bestOf({ baselines }: Figures): string {
  const [best] = Object.entries(baselines).sort(([, a], [, b]) => b - a);
  return best ? `${best[0]} ${three(best[1])}` : "–";
}

function reliabilityLines(of: (Figures & { name: string }) | undefined): string[] {
  if (!of) return [];
  const percent = (x: number) => `${x.toFixed(1)} %`.padStart(7);
  return [
    `Calibration on ${of.name}, a tenth of the grants a line:`,
    ...of.calibration.map(
      (c) =>
        `  expected removed ${percent(c.expected / 10)}   removed ${percent((100 * c.revoked) / c.grants)}   (${number(c.revoked)} of ${number(c.grants)})`,
    ),
    ...Object.entries(of.baselines)
      .sort(([, a], [, b]) => b - a)
      .map(([fact, found]) => `  ${fact} alone: AUC ${three(found)}`),
  ];
}
