import { describe, expect, test } from "vitest";
import { defaultSettings } from "@/lib/campaigns/schema";
import {
  answerDaysProblem,
  type Conditions,
  currencyProblem,
  moneyProblem,
  removalDaysProblem,
  tokensProblem,
  toLaunch,
} from "./conditions";
import { draftingWords } from "./words";

const conditions: Conditions = {
  name: "Q1",
  sources: ["1"],
  applications: [],
  scope: "",
  mode: "manager",
  reviewer: "",
  fallback: "",
  due: "2026-12-01",
  credentials: true,
  identities: true,
  needScore: true,
  blindShare: "10",
  noDraftShare: "0",
  challengeItems: false,
  model: true,
  privilegedDrafter: "local",
  assertedText: false,
  hideNames: true,
  budgetTokens: "",
  budgetMoney: "",
  budgetCurrency: "EUR",
  oversight: "named",
  oversightExcept: [
    { of: "location", value: " Graz ", level: "off" },
    { of: "department", value: "  ", level: "teams" },
  ],
  answerDays: "21",
  removalDays: "14",
  pool: [{ id: "0190b7a0-0000-7000-8000-000000000001", name: "Fay" }],
  delegation: "pool",
  briefing: " Look at the facts first. ",
  signOff: "either",
  invitations: true,
  reminderDays: "2, 7",
};
const settings = (more: Partial<Conditions>) =>
  toLaunch({ ...conditions, ...more }, [], "key-of-a-test").settings;

test("a launch is told who looks a second time, whom items may be lent to, and what is read first", () => {
  expect(settings({})).toMatchObject({
    pool: ["0190b7a0-0000-7000-8000-000000000001"],
    delegation: { to: "pool" },
    briefing: { version: 1, text: "Look at the facts first." },
  });
});

describe("what a launch is told about drafting", () => {
  test("is what was chosen, and no budget where none was typed", () => {
    expect(settings({})).toMatchObject({
      model: true,
      privilegedDrafter: "local",
      assertedText: false,
      hideNames: true,
      budget: { tokens: null, money: null, currency: null },
    });
  });

  test("reads a budget as people type it", () => {
    expect(
      settings({ budgetTokens: "5,000,000", budgetMoney: "250,5", budgetCurrency: "eur" })?.budget,
    ).toEqual({
      tokens: 5_000_000,
      money: 25_050,
      currency: "EUR",
    });
    for (const good of ["", "0", "5 000 000", "12"]) expect(tokensProblem(good)).toBeNull();
    for (const bad of ["lots", "-1", "1.5"]) expect(tokensProblem(bad)).toContain("whole number");
    for (const good of ["", "0", "12.5", "12,50"]) expect(moneyProblem(good)).toBeNull();
    for (const bad of ["12.505", "EUR 3", "1,000.00"]) expect(moneyProblem(bad)).toContain("amount");
    expect(currencyProblem("", "")).toBeNull();
    expect(currencyProblem("euro", "5")).toContain("three letters");
  });
});

test("how long a control owner's answer is waited for is whole days", () => {
  expect(settings({})?.oversight?.answerDays).toBe(21);
  for (const good of ["1", "14", "90"]) expect(answerDaysProblem(good)).toBeNull();
  for (const bad of ["", "0", "91", "two", "1.5"]) expect(answerDaysProblem(bad)).toContain("whole days");
});

describe("what stands on a campaign's page", () => {
  test("says who drafts and what a model is given", () => {
    expect(draftingWords({ ...defaultSettings, model: false })).toEqual([
      "By rules only; nothing goes to a model",
    ]);
    const words = draftingWords({
      ...defaultSettings,
      privilegedDrafter: "rules",
      hideNames: true,
      budget: { tokens: 5_000_000, money: 25_050, currency: "EUR" },
    });
    expect(words).toContain("Privileged access, keys, services and agents: only by rules");
    expect(words).toContain("People's own texts are not sent");
    expect(words.at(-1)).toBe("At most 5,000,000 tokens and EUR 250.50; then rules draft");
  });
});

test("days to carry out a removal are launched with, and none are no limit", () => {
  expect(settings({})).toMatchObject({ removalDays: 14 });
  expect(settings({ removalDays: " " })).toMatchObject({ removalDays: null });
  expect(["", "1", "365"].map(removalDaysProblem)).toEqual([null, null, null]);
  for (const wrong of ["0", "366", "two", "1.5"])
    expect(removalDaysProblem(wrong)).toContain("from 1 to 365");
});
