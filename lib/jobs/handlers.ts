import { stageWhole } from "@/lib/campaigns/whole-stage";
import { closeDue, materialise } from "@/lib/campaigns/worker";
import { countCatalogue } from "@/lib/catalogue/worker";
import { runEvaluation } from "@/lib/drafting/evaluation-run";
import { proposeWording } from "@/lib/drafting/wording";
import { draftCampaign } from "@/lib/drafting/worker";
import { buildExport } from "@/lib/exports/worker";
import { mailDue, sendMail } from "@/lib/mail/worker";
import { expireDue } from "@/lib/questions/worker";
import { observeRemediation, requestRemediation } from "@/lib/remediation/worker";
import { purgeDue } from "@/lib/retention/worker";
import { handOnDue } from "@/lib/reviews/worker";
import { runDryRun } from "@/lib/rules/worker";
import { feedDue } from "@/lib/siem/worker";
import { recoverImports, runImport } from "@/lib/sources/worker";
import { anchorTargets } from "@/lib/witness/configured";
import { anchorLog, anchorsDue } from "@/lib/witness/worker";
import { paced } from "./due";
import { giveBackOrphans } from "./orphans";
import { type Handlers, startWorker, type Worker } from "./worker";

/** What each kind of job does. */
export const handlers: Handlers = {
  "import.run": runImport,
  "campaign.materialise": materialise,
  "rules.dry_run": (data) => runDryRun(data, stageWhole),
  "catalogue.count": countCatalogue,
  "catalogue.propose": proposeWording,
  "draft.campaign": draftCampaign,
  "drafter.evaluate": runEvaluation,
  "remediation.request": requestRemediation,
  "remediation.observe": observeRemediation,
  "export.build": buildExport,
  "mail.send": sendMail,
  "log.anchor": anchorLog,
};

/** Sets right what a process that was stopped midway left behind. */
export async function recover(): Promise<void> {
  await giveBackOrphans();
  await recoverImports();
}

/** What the clock makes due; a campaign ends to the second, the rest is looked at as often as anybody would notice. */
const due = [
  { name: "close", every: 0, run: closeDue },
  { name: "questions", every: 10_000, run: expireDue },
  { name: "mail", every: 10_000, run: mailDue },
  { name: "witnesses", every: 2_000, run: anchorsDue },
  { name: "siem", every: 2_000, run: feedDue },
  { name: "retention", every: 600_000, run: purgeDue },
  { name: "hand on", every: 30_000, run: handOnDue },
];

/** Makes this process a worker: recovers, then works every kind of job, sequences the log, and does what is due. */
export async function startWork(): Promise<Worker> {
  // What is configured wrongly is said at start and not in the middle of the night.
  anchorTargets();
  await recover();
  return startWorker(handlers, paced(due));
}
