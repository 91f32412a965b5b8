import { scopeText } from "@/lib/campaigns/client";
import { briefingText, type LaunchInput, type PreviewInput, type Settings } from "@/lib/campaigns/schema";

/** A source that a campaign can review. */
export interface SourceChoice {
  id: number;
  name: string;
  asOf: string;
  grants: number;
  credentials: number;
  /** Services, workloads and agents. */
  identities: number;
}

/** What the builder's form holds. */
export interface Conditions {
  name: string;
  /** Source numbers. */
  sources: string[];
  /** Names; none is all. */
  applications: string[];
  scope: string;
  mode: "manager" | "owner" | "named";
  reviewer: string;
  fallback: string;
  due: string;
  /** What is reviewed beside grants. */
  credentials: boolean;
  identities: boolean;
  /** Whether facts are added up to a need score. */
  needScore: boolean;
  /** Whole percent, as typed: decided before the draft is shown, and without any draft. */
  blindShare: string;
  noDraftShare: string;
  /** Items made up to test the review, on a control owner's leave. */
  challengeItems: boolean;
  /** Whether a model may draft, and what it is given. */
  model: boolean;
  privilegedDrafter: "same" | "local" | "rules";
  assertedText: boolean;
  hideNames: boolean;
  /** As typed: whole tokens; an amount like 250 or 250.50, and its currency. */
  budgetTokens: string;
  budgetMoney: string;
  budgetCurrency: string;
  /** Whom figures on how people reviewed are told of, and departments and locations that have it otherwise. */
  oversight: "off" | "teams" | "named";
  oversightExcept: { of: "department" | "location"; value: string; level: "off" | "teams" | "named" }[];
  /** As typed: days in which a control owner answers those figures before the seal. */
  answerDays: string;
  /** As typed: days in which a removal or change is done; empty is no limit. */
  removalDays: string;
  /** Who looks a second time, whom open items may be lent to, and what reviewers read first. */
  pool: { id: string; name: string }[];
  delegation: Settings["delegation"]["to"];
  briefing: string;
  /** How a reviewer signs off. */
  signOff: Settings["signOff"];
  /** What is sent by mail; the days as typed: "7, 2". */
  invitations: boolean;
  reminderDays: string;
}

/** The sources asked for: none named means all, so that all chosen is said that way. */
function chosen(c: Conditions, sources: readonly SourceChoice[]): number[] {
  const all = sources.every((s) => c.sources.includes(String(s.id)));
  return all ? [] : c.sources.map(Number);
}

/** The conditions as the question of the preview. */
export function asked(c: Conditions, sources: readonly SourceChoice[]): PreviewInput {
  return {
    sources: chosen(c, sources).join(","),
    scope: scopeText(c.applications, c.scope),
    mode: c.mode,
    reviewer: c.mode === "named" ? c.reviewer.trim() : "",
    fallback: c.fallback.trim(),
    credentials: c.credentials ? "on" : "off",
    identities: c.identities ? "on" : "off",
  };
}

/** The conditions as what is launched. */
export function toLaunch(c: Conditions, sources: readonly SourceChoice[], key: string): LaunchInput {
  return {
    name: c.name,
    sources: chosen(c, sources),
    applications: c.applications,
    scope: c.scope,
    mode: c.mode,
    ...(c.mode === "named" ? { reviewer: c.reviewer.trim() } : {}),
    ...(c.fallback.trim() ? { fallback: c.fallback.trim() } : {}),
    due: c.due,
    settings: {
      needScore: c.needScore,
      blindShare: Number(c.blindShare),
      noDraftShare: Number(c.noDraftShare),
      challengeItems: c.challengeItems === true,
      model: c.model,
      privilegedDrafter: c.privilegedDrafter,
      assertedText: c.assertedText,
      hideNames: c.hideNames,
      budget: budgetOf(c),
      oversight: {
        level: c.oversight,
        except: c.oversightExcept.flatMap((e) =>
          e.value.trim() === "" ? [] : [{ ...e, value: e.value.trim() }],
        ),
        answerDays: Number(c.answerDays),
      },
      removalDays: c.removalDays.trim() === "" ? null : Number(c.removalDays),
      pool: c.pool.map((p) => p.id),
      delegation: { to: c.delegation },
      briefing: { version: briefingText.version, text: c.briefing.trim() },
      signOff: c.signOff,
      mail: { invitations: c.invitations, reminderDays: daysOf(c.reminderDays) },
      subjects: { credentials: c.credentials, identities: c.identities },
    },
    key,
  };
}

/** A budget as it was typed, each part checked before. */
function budgetOf(c: Conditions): Settings["budget"] {
  const money = c.budgetMoney.trim() === "" ? null : Math.round(Number(amountText(c.budgetMoney)) * 100);
  return {
    tokens: c.budgetTokens.trim() === "" ? null : Number(c.budgetTokens.replaceAll(/[ ,]/g, "")),
    money,
    currency: money === null ? null : c.budgetCurrency.trim().toUpperCase(),
  };
}

/** Days as they were typed, each once, the furthest first. */
function daysOf(typed: string): number[] {
  const days = typed.split(/[\s,]+/).filter((day) => day !== "");
  return [...new Set(days.map(Number))].sort((a, b) => b - a);
}

/** What is wrong with typed days of reminders; null where nothing. */
export function daysProblem(typed: string): string | null {
  const days = daysOf(typed);
  const fit = days.every((day) => Number.isInteger(day) && day >= 1 && day <= 60);
  if (!fit) return "Give whole days from 1 to 60 with commas between, like 7, 2.";
  return days.length > 5 ? "Remind at most five times." : null;
}

/** What is wrong with typed days for an answer; null where nothing. */
export const answerDaysProblem = (typed: string): string | null =>
  /^\d{1,2}$/.test(typed.trim()) && Number(typed) >= 1 && Number(typed) <= 90
    ? null
    : "Give whole days from 1 to 90.";

/** What is wrong with typed days for removals; null where nothing. */
export const removalDaysProblem = (typed: string): string | null =>
  typed.trim() === "" || (/^\d{1,3}$/.test(typed.trim()) && Number(typed) >= 1 && Number(typed) <= 365)
    ? null
    : "Give whole days from 1 to 365, or leave it empty.";

const amountText = (typed: string) => typed.trim().replace(",", ".");

/** What is wrong with a typed budget of tokens; null where nothing. */
export function tokensProblem(typed: string): string | null {
  const text = typed.replaceAll(/[ ,]/g, "");
  return text === "" || /^\d{1,12}$/.test(text) ? null : "Give a whole number of tokens, like 5,000,000.";
}

/** What is wrong with a typed amount of money; null where nothing. */
export function moneyProblem(typed: string): string | null {
  return typed.trim() === "" || /^\d{1,9}(\.\d{1,2})?$/.test(amountText(typed))
    ? null
    : "Give an amount, like 250 or 250.50.";
}

/** What is wrong with a typed currency beside this amount; null where nothing. */
export function currencyProblem(typed: string, money: string): string | null {
  return money.trim() === "" || /^[A-Za-z]{3}$/.test(typed.trim())
    ? null
    : "Give the currency by its three letters, like EUR.";
}
