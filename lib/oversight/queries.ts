import { sql } from "drizzle-orm";
import { rows } from "@/db/client";
import { levelOf } from "@/lib/campaigns/oversight-level";
import { launchedWith, settings } from "@/lib/campaigns/schema";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { query, type Reader } from "@/lib/query";
import {
  agreementIn,
  type Compared,
  comparedIn,
  leftOutOf,
  overridesIn,
  strataOf,
  switchedOf,
} from "./compared";
import { comparedOf, populationOf, reversalCounts } from "./compared-sql";
import { type ConductCounts, conductOf, type Standard } from "./conduct";
import { answersBy, hoursBy, type Reviewer, reasonsBy, reviewersOf, streaksBy, timesBy } from "./conduct-sql";
import { automationBias, switchRate } from "./delta";
import { repeatedOf } from "./duplicates";
import { keptFigures } from "./kept-figures";
import { thresholdsOf } from "./pace";
import { paceBinsOf } from "./pace-bins";
import { RESTORED_WITHIN_DAYS, reversalsOf } from "./reversals";
import { figures, figuresInput } from "./schema";
import { type Member, totalsOf } from "./teams";
import { blindLeft, undecidedBlind } from "./undecided-blind";

const oversight = settings.pick({ oversight: true }).strip();

/**
 * The oversight figures of a campaign, as far as its settings tell them.
 * @throws AppError not_found · rule: whoever asks has an item of it left to decide before the draft (I12)
 */
export const figuresOf = query({
  name: "oversight.figures",
  permission: "oversight.read",
  input: figuresInput,
  output: figures,
  consistent: true,
  async run(reader, { input, scope }) {
    const { id } = input;
    const campaign = await campaignOf(reader, id);
    const left = await undecidedBlind(reader, id, scope.actor);
    if (left > 0) throw new AppError("rule", "blind-items-left", blindLeft(left));
    const kept = await keptFigures(reader, id);
    if (kept) return { ...kept.figures, status: campaign.status };
    const set = oversight.parse(launchedWith(campaign.settings)).oversight;
    const [compared, population, reviewers] = [
      await comparedOf(reader, id),
      await populationOf(reader, id),
      await reviewersOf(reader, id),
    ];
    const times = await timesBy(reader, id);
    const thresholds = thresholdsOf(times);
    const standard: Standard = {
      thresholds,
      openHours: campaign.openHours,
      unchallenged: campaign.ended ? "not_collected" : "while_running",
    };
    const counts = await countsBy(reader, id, {
      compared,
      reviewers,
      times,
      standard,
      ended: campaign.ended,
    });
    const members = reviewers.map((r): Member & { reviewer: Reviewer } => ({
      reviewer: r,
      department: r.department ?? "",
      level: levelOf(set, r),
      counts: counts(r),
    }));
    const { campaign: conduct, teams } = totalsOf(members, standard, set.level);
    const [assisted, blind] = [comparedIn(compared, "assisted"), comparedIn(compared, "blind")];
    return {
      campaign: id,
      name: campaign.name,
      status: campaign.status,
      level: set.level,
      simulated: campaign.seeded || reviewers.some((r) => r.simulated),
      population: {
        ...population,
        assisted,
        blind,
        notCompared: population.decided - assisted - blind,
        leftOut: leftOutOf(compared),
      },
      draw: campaign.draw,
      delta: automationBias(strataOf(compared)),
      switched: switchRate(switchedOf(compared)),
      agreement: { assisted: agreementIn(compared, "assisted"), blind: agreementIn(compared, "blind") },
      overrides: overridesIn(compared),
      reversals: reversalsOf(await reversalCounts(reader, id, RESTORED_WITHIN_DAYS)),
      thresholds: conduct.enough ? thresholds : [],
      times: conduct.enough
        ? paceBinsOf(
            members.flatMap((m) => (m.level === "off" ? [] : (m.counts.times ?? []))),
            thresholds,
          )
        : [],
      conduct,
      teams,
      people: members
        .filter((m) => m.level === "named")
        .map((m) => ({
          person: m.reviewer.person,
          name: m.reviewer.name,
          simulated: m.reviewer.simulated,
          conduct: conductOf(m.counts, standard, "person"),
        })),
    };
  },
});

type Found = {
  name: string;
  status: string;
  settings: unknown;
  seeded: boolean;
  openHours: number | null;
  ended: boolean;
  draw: { blindRate: number; undraftedRate: number; commitment: string; revealed: boolean } | null;
};

async function campaignOf(reader: Reader, id: string): Promise<Found> {
  const [found] = await rows<Found>(
    reader,
    sql`SELECT c.name, c.status, c.settings, c.seed IS NOT NULL AS seeded, c.closed_at IS NOT NULL AS ended,
        (extract(epoch FROM c.due_at - c.launched_at) / 3600)::double precision AS "openHours",
        (SELECT jsonb_build_object('blindRate', a.blind_rate, 'undraftedRate', a.undrafted_rate, 'commitment', a.commitment,
            'revealed', EXISTS (SELECT 1 FROM audit_event e WHERE e.campaign_id = c.id AND e.type = 'arms.revealed'))
          FROM campaign_arms a WHERE a.campaign_id = c.id) AS draw
      FROM campaign c WHERE c.id = ${id}`,
  );
  if (!found) throw new AppError("not_found", "campaign", "There is no such campaign.");
  return found;
}

/** Each reviewer's counts, of what was read for all of them at once. */
async function countsBy(
  reader: Reader,
  campaign: string,
  read: {
    compared: readonly Compared[];
    reviewers: readonly Reviewer[];
    times: Awaited<ReturnType<typeof timesBy>>;
    standard: Standard;
    ended: boolean;
  },
): Promise<(of: Reviewer) => ConductCounts> {
  const streaks = new Map(
    (await streaksBy(reader, campaign, read.standard.thresholds)).map((s) => [s.person, s.streak]),
  );
  // While it runs nobody is told what became of challenge items.
  const answers = new Map((read.ended ? await answersBy(reader, campaign) : []).map((a) => [a.person, a]));
  const repeated = new Map((await reasonsBy(reader, campaign)).map((r) => [r.person, repeatedOf(r.reasons)]));
  const hours = byPerson(await hoursBy(reader, campaign, env().timeZone));
  const times = byPerson(read.times);
  const compared = byPerson(read.compared);
  // Without one counted decision, or one answer, in all of it, the campaign did not record such things.
  const timed = read.times.length > 0;
  const viewed = read.reviewers.some((r) => r.counted > 0);
  return (of) => {
    const answered = answers.get(of.person);
    const own = compared.get(of.person) ?? [];
    return {
      reviewers: 1,
      decided: of.decided,
      challenges:
        answers.size === 0
          ? null
          : {
              accepted: { count: answered?.accepted ?? 0, n: answered?.wrong ?? 0 },
              caught: { count: answered?.caught ?? 0, n: answered?.planted ?? 0 },
            },
      strata: strataOf(own),
      switched: {
        ...switchedOf(own),
        ...(answered ? { right: answered.switched.right, wrong: answered.switched.wrong } : {}),
      },
      times: timed ? (times.get(of.person) ?? []) : null,
      streak: streaks.get(of.person) ?? 0,
      inView: viewed ? { count: of.inView, n: of.counted } : null,
      repeated: [repeated.get(of.person) ?? { reasons: 0, repeated: 0 }],
      inTime: of.inTime,
      last: of.last,
      hourly: hours.get(of.person) ?? [],
    };
  };
}

function byPerson<T extends { person: string }>(all: readonly T[]): Map<string, T[]> {
  const of = new Map<string, T[]>();
  for (const each of all) {
    const own = of.get(each.person);
    if (own) own.push(each);
    else of.set(each.person, [each]);
  }
  return of;
}
