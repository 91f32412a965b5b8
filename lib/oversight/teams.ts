import { type ConductCounts, joined, type Standard, type Told, toldOf } from "./conduct";
import { FEWEST, tooFew } from "./measure";
import type { Level } from "./schema";

export type Member = { department: string; level: Level; counts: ConductCounts };
export type Team = { department: string; reviewers: number; conduct: Told };

/**
 * The figures of a campaign and of each department. Whoever's level is off is in none of them. A total needs five reviewers, save
 * where all of them are told by name. Where the teams that are withheld hold fewer than five together, the smallest of the others
 * is withheld as well: else they were the difference between the campaign and its teams.
 */
export function totalsOf(
  members: readonly Member[],
  standard: Standard,
  level: Level,
): { campaign: Told; teams: Team[] } {
  const counted = members.filter((m) => m.level !== "off");
  const levelFor = (of: readonly Member[]): Level =>
    of.length > 0 ? (of.every((m) => m.level === "named") ? "named" : "teams") : level;
  const campaign = toldOf(levelFor(counted), joined(counted.map((m) => m.counts)), standard);
  const departments = new Map<string, Member[]>();
  for (const m of members) {
    const of = departments.get(m.department);
    if (of) of.push(m);
    else departments.set(m.department, [m]);
  }
  const teams = [...departments]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([department, of]) => {
      const told = of.filter((m) => m.level !== "off");
      const how = told.length > 0 ? levelFor(told) : "off";
      return {
        department,
        reviewers: of.length,
        told: told.length,
        conduct: toldOf(how, joined(told.map((m) => m.counts)), standard),
      };
    });
  const withheld = () => teams.filter((t) => !t.conduct.enough).reduce((all, t) => all + t.told, 0);
  while (campaign.enough && withheld() > 0 && withheld() < FEWEST.reviewers) {
    const [smallest] = teams.filter((t) => t.conduct.enough).sort((a, b) => a.told - b.told);
    if (!smallest) break;
    smallest.conduct = tooFew(smallest.told, FEWEST.reviewers, "few_reviewers");
  }
  return { campaign, teams: teams.map(({ told: _, ...team }) => team) };
}
