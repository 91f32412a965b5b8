import { now } from "@/lib/clock";
import { simulate } from "@/lib/demo/simulate";
import type { Simulated } from "@/lib/demo/simulate-tally";
import type { Desk, Outcome } from "./desk";
import type { RequestOf } from "./schema";
import { counted, number, progressOn } from "./screen";

/** Has simulated people decide a campaign of a demo or test database, each marked as simulated. */
export async function simulateVerb(desk: Desk, given: RequestOf<"simulate">): Promise<Outcome> {
  const tell = progressOn(desk.screen);
  const { verb: _, json: __, ...asked } = given;
  const made = await simulate(desk.ctx, asked, (p) => tell({ phase: "Deciding", ...p }));
  const { decided, abstained, refused: refusals, signedOff, ...others } = made;
  const refused = Object.fromEntries(Object.entries(refusals).map(([why, r]) => [why, r.count]));
  return {
    lines: shown(made, given.as),
    object: { decided, abstained, refused, signedOff, ...others },
  };
}

function shown(made: Simulated, as: string): string[] {
  const refusals = Object.entries(made.refused).sort(([, a], [, b]) => b.count - a.count);
  return [
    `${counted(made.lists, "list")} gone through by simulated reviewers (${as}): ${number(made.decided)} decided, ${number(made.abstained)} handed on, ${counted(made.signedOff, "list")} signed off.`,
    ...(made.challenged > 0
      ? [`  ${counted(made.challenged, "challenge item")} answered, which are no decisions`]
      : []),
    ...(made.answered > 0 ? [`  ${number(made.answered)} answered by the decision on their identity`] : []),
    ...(made.revised > 0 ? [`  ${number(made.revised)} decided otherwise once their draft was shown`] : []),
    ...refusals.map(([slug, { count, why }]) => `  refused ${number(count)} (${slug}): ${why}`),
    ...dated(made),
  ];
}

function dated({ from, to }: Simulated): string[] {
  if (from === null || to === null) return [];
  const ahead = new Date(to) > now();
  return [
    `  dated ${minute(from)} to ${minute(to)} UTC, and marked as simulated in every decision and log entry`,
    ...(ahead
      ? [
          `  That lies ahead of today: start what follows with COUNTERSIGN_TODAY=${dayAfter(to)}, so that it comes after.`,
        ]
      : []),
  ];
}

const minute = (iso: string) => iso.slice(0, 16).replace("T", " ");
const dayAfter = (iso: string) => new Date(Date.parse(iso) + 86_400_000).toISOString().slice(0, 10);
