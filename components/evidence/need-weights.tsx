"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import { Copyable } from "@/components/ui/copyable";
import { DefinitionList } from "@/components/ui/definition-list";
import { Disclosure } from "@/components/ui/disclosure";
import { Cell, HeadCell, Table, TableBody, TableHead, TableRow } from "@/components/ui/table";
import { calendarDate } from "@/components/ui/time-distance";
import { weightsOptions } from "@/lib/evidence/client";
import type { WeightsView } from "@/lib/evidence/need-queries";
import { FactWeightsView } from "./fact-weights";
import { kindWord } from "./need-words";
import { ReliabilityPlot } from "./reliability-plot";

type Weights = WeightsView["weights"];
type Trial = Weights["trials"][number];

const n = (x: number) => x.toLocaleString("en-GB");
const three = (x: number | null) => (x === null ? "–" : (x / 1000).toFixed(3));

/** The weights in force: what they were learnt from, how well they do, and what that does not show. */
export function NeedWeights() {
  const { data } = useSuspenseQuery(weightsOptions());
  const { weights } = data;
  const last = weights.trials.filter((t) => t.how === "time-forward").at(-1) ?? weights.trials.at(-1);
  const facts = Object.entries(weights.facts);
  const fitted = facts.filter(([, f]) => f.bins.some((b) => b.fitted));
  const stated = facts.filter(([, f]) => !f.bins.some((b) => b.fitted));
  return (
    <div className="grid gap-8">
      <DefinitionList
        items={[
          { term: "In force", value: inForce(data) },
          { term: "Fitted on", value: fittedOn(weights) },
          {
            term: "Holders",
            value: `Only ${weights.subjects.map((k) => kindsOfHolder[k]).join(", ")} get a score`,
          },
          ...(weights.only === "" ? [] : [{ term: "Of these", value: `Only grants with ${weights.only}` }]),
          {
            term: "SHA-256",
            value: <Copyable text={data.hash} what="hash of the weights" className="font-mono break-all" />,
          },
        ]}
      />
      {last ? <Reliability trial={last} /> : null}
      {weights.trials.length > 0 ? <Trials trials={weights.trials} /> : null}
      <section aria-labelledby="limits" className="grid gap-2">
        <h2 id="limits" className="text-lg">
          What this does not show
        </h2>
        <p className="max-w-[72ch]">
          {limits(
            fitted.map(([k]) => k),
            stated.map(([k]) => k),
          )}
        </p>
        <p className="max-w-[72ch]">
          A removal there is what a review removed, which is not always what was not needed. How many are
          removed differs from review to review, so the score only orders: no chance of removal is shown on an
          item.
        </p>
      </section>
      <section aria-labelledby="fitted" className="grid gap-4">
        <h2 id="fitted" className="text-lg">
          What each fact weighs
        </h2>
        {fitted.map(([kind, fact]) => (
          <FactWeightsView key={kind} title={kindWord(kind)} fact={fact} />
        ))}
        <Disclosure summary={`${stated.length} set by hand, not fitted, at most half a unit each`}>
          <div className="grid gap-4">
            {stated.map(([kind, fact]) => (
              <FactWeightsView key={kind} title={kindWord(kind)} fact={fact} />
            ))}
          </div>
        </Disclosure>
      </section>
    </div>
  );
}

const kindsOfHolder: Record<Weights["subjects"][number], string> = {
  human: "people",
  service: "services",
  workload: "workloads",
  ai_agent: "AI agents",
  unknown: "holders of unknown kind",
};

function inForce({ weights, installed }: WeightsView): string {
  return installed
    ? `${weights.name}, installed by ${installed.by} on ${calendarDate(installed.at)}`
    : `${weights.name}, as the product ships it`;
}

function fittedOn({ fittedOn: all }: Weights): string {
  if (all.length === 0) return "Nothing: every part is set by hand, so nothing is scored.";
  return all
    .map((f) => `${f.name} (${calendarDate(f.asOf)}): ${n(f.grants)} grants, ${n(f.revoked)} removed`)
    .join("; ");
}

function limits(fitted: readonly string[], stated: readonly string[]): string {
  const list = (kinds: readonly string[]) =>
    kinds.map((k) => `“${kindWord(k).replace(/^./u, (c) => c.toLowerCase())}”`).join(", ");
  const learnt =
    fitted.length === 0 ? "Nothing was learnt from reviews." : `Learnt from reviews: ${list(fitted)}.`;
  return stated.length === 0
    ? learnt
    : `${learnt} Those reviews say nothing of ${list(stated)}: these weigh what somebody set by hand, and no figure here tests them.`;
}

function Reliability({ trial }: { trial: Trial }) {
  return (
    <section aria-labelledby="reliability" className="grid gap-2">
      <h2 id="reliability" className="text-lg">
        Did what was expected happen?
      </h2>
      <p className="max-w-[72ch]">
        {trial.name}
        {trial.asOf ? ` (${calendarDate(trial.asOf)})` : ""}, which the weights had not seen:{" "}
        {n(trial.grants)} grants in {trial.calibration.length} groups by what was expected. On the dashed line
        it happened as often as expected; the upright lines are 95 % intervals.
      </p>
      <div className="grid items-start gap-6 sm:grid-cols-[20rem_minmax(0,1fr)]">
        <ReliabilityPlot
          bins={trial.calibration}
          label={`Expected against actual removals in ${trial.name}; the table beside it has the figures.`}
        />
        <Table caption="Expected and actual removals" className="sm:max-w-md">
          <TableHead>
            <HeadCell numeric>Expected removed</HeadCell>
            <HeadCell numeric>Removed</HeadCell>
          </TableHead>
          <TableBody>
            {trial.calibration.map((bin) => (
              <TableRow key={bin.expected}>
                <Cell numeric label="Expected removed">
                  {(bin.expected / 10).toFixed(1)} %
                </Cell>
                <Cell numeric label="Removed">
                  {n(bin.revoked)} of {n(bin.grants)}, {((100 * bin.revoked) / bin.grants).toFixed(1)} %
                </Cell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      </div>
    </section>
  );
}

function Trials({ trials }: { trials: readonly Trial[] }) {
  return (
    <section aria-labelledby="trials" className="grid gap-2">
      <h2 id="trials" className="text-lg">
        How well it tells apart
      </h2>
      <p className="max-w-[72ch]">
        AUC: of one removed and one kept grant drawn at random, how often the removed one has the lower score;
        0.5 is chance. Beside it the best single fact alone on the same grants.
      </p>
      <Table caption="Trials on grants that were not fitted on">
        <TableHead>
          <HeadCell>Tested on</HeadCell>
          <HeadCell>Fitted on</HeadCell>
          <HeadCell numeric>Grants</HeadCell>
          <HeadCell numeric>Removed</HeadCell>
          <HeadCell numeric>AUC</HeadCell>
          <HeadCell numeric>Log-loss</HeadCell>
          <HeadCell numeric>Top tenth</HeadCell>
          <HeadCell>Best single fact</HeadCell>
        </TableHead>
        <TableBody>
          {trials.map((t) => (
            <TableRow key={`${t.name} ${t.how}`}>
              <Cell>{t.name}</Cell>
              <Cell label="Fitted on">
                {t.how === "time-forward" ? "earlier reviews" : "other people of the same reviews"}
              </Cell>
              <Cell numeric label="Grants">
                {n(t.grants)}
              </Cell>
              <Cell numeric label="Removed">
                {n(t.revoked)}
              </Cell>
              <Cell numeric label="AUC">
                {three(t.auc)}
              </Cell>
              <Cell numeric label="Log-loss">
                {three(t.logLoss)}
              </Cell>
              <Cell numeric label="Removed in the top tenth">
                {t.precisionTopTenth === null ? "–" : `${(t.precisionTopTenth / 10).toFixed(1)} %`}
              </Cell>
              <Cell label="Best single fact">{bestOf(t)}</Cell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </section>
  );
}

function bestOf({ baselines }: Trial): string {
  const [best] = Object.entries(baselines).sort(([, a], [, b]) => b - a);
  return best ? `${kindWord(best[0])}: ${three(best[1])}` : "–";
}
