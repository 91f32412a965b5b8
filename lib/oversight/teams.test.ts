import { describe, expect, it } from "vitest";
import { levelOf } from "@/lib/campaigns/oversight-level";
import type { Standard } from "./conduct";
import { countsOf } from "./simulated-counts";
import { simulatedReview } from "./simulator";
import { type Member, totalsOf } from "./teams";

const standard: Standard = { thresholds: [], openHours: 100, unchallenged: "not_collected" };
const members = (department: string, n: number, level: Member["level"] = "teams"): Member[] =>
  Array.from({ length: n }, (_, at) => ({
    department,
    level,
    counts: countsOf(simulatedReview("honest", { seed: at, items: 30, blind: 0.2 }), []),
  }));
const told = (of: Member[], level: Member["level"] = "teams") => {
  const { campaign, teams } = totalsOf(of, standard, level);
  return {
    campaign: campaign.enough,
    ...Object.fromEntries(teams.map((t) => [t.department, t.conduct.enough || t.conduct.why])),
  };
};

describe("of whom figures on how people worked are told", () => {
  it("is a team of five reviewers or more, by default", () => {
    expect(told([...members("Sales", 5), ...members("Legal", 6)])).toEqual({
      campaign: true,
      Sales: true,
      Legal: true,
    });
    expect(told(members("Sales", 4))).toEqual({ campaign: false, Sales: "few_reviewers" });
  });

  it("is never the difference between a campaign and its teams", () => {
    // Four in Legal would be the campaign's total less the others'.
    const found = [...members("Sales", 9), ...members("Finance", 6), ...members("Legal", 4)];
    expect(told(found)).toEqual({
      campaign: true,
      Sales: true,
      Finance: "few_reviewers",
      Legal: "few_reviewers",
    });
    // Five withheld in two teams give nobody away.
    expect(told([...members("Sales", 9), ...members("Legal", 4), ...members("Tax", 1)])).toEqual({
      campaign: true,
      Sales: true,
      Legal: "few_reviewers",
      Tax: "few_reviewers",
    });
  });

  it("is nobody whose level is off, who is in no total either", () => {
    const found = totalsOf(
      [...members("Sales", 6), ...members("Works council", 3, "off")],
      standard,
      "teams",
    );
    expect(found.campaign).toMatchObject({ enough: true, reviewers: 6, decided: 180 });
    expect(found.teams.map((t) => [t.department, t.reviewers, t.conduct.enough])).toEqual([
      ["Sales", 6, true],
      ["Works council", 3, false],
    ]);
    expect(told(members("Sales", 6, "off"), "off")).toEqual({ campaign: false, Sales: "off" });
  });

  it("is everybody, in teams of any size, where all are told by name", () => {
    expect(told([...members("Sales", 2, "named"), ...members("Legal", 1, "named")], "named")).toEqual({
      campaign: true,
      Sales: true,
      Legal: true,
    });
  });

  it("is said by department or location, and where both say something by the one that tells less", () => {
    const set = {
      level: "named" as const,
      except: [
        { of: "department" as const, value: "Sales", level: "teams" as const },
        { of: "location" as const, value: "Graz", level: "off" as const },
      ],
    };
    expect(levelOf(set, { department: "Legal", location: null, told: null })).toBe("named");
    expect(levelOf(set, { department: " sales", location: "Oslo", told: null })).toBe("teams");
    expect(levelOf(set, { department: "Sales", location: "Graz", told: null })).toBe("off");
    // An exception can tell more than the rest as well.
    expect(
      levelOf(
        { level: "off", except: [{ of: "department", value: "Sales", level: "named" }] },
        { department: "Sales", location: null, told: null },
      ),
    ).toBe("named");
  });

  it("is never more than a reviewer was told before they began, wherever the directory has them since", () => {
    const set = {
      level: "named" as const,
      except: [{ of: "department" as const, value: "Legal", level: "off" as const }],
    };
    expect(levelOf(set, { department: "Sales", location: null, told: "off" })).toBe("off");
    expect(levelOf(set, { department: "Sales", location: null, told: "teams" })).toBe("teams");
    expect(levelOf(set, { department: "Legal", location: null, told: "named" })).toBe("off");
  });
});
