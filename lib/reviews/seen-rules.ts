import type { Settings } from "@/lib/campaigns/schema";

type Level = Settings["oversight"]["level"];

const RECORD =
  "The record of each decision says how many seconds its item was in use and which facts stood on your screen, with your name; administrators, auditors and control owners can open and export it, and count from it.";

const TOLD: Record<Level, string> = {
  off: "Countersign makes no figures of how you work in this campaign.",
  teams:
    "The figures that Countersign makes of how people worked are told to auditors and control owners only of five reviewers or more together, and of nobody by name.",
  named:
    "The figures that Countersign makes of how you work in this campaign are told to auditors and control owners by your name.",
};

/** What is seen of how somebody reviews, said to them before they begin. */
export const seenWords = (level: Level): string => `${RECORD} ${TOLD[level]}`;

const LINE: Record<Level, string> = {
  off: "only you see this",
  teams: "only you see this; others see figures of five or more together",
  named: "only you see this; auditors see figures by name",
};

/** The same in a few words, beside a reviewer's own pace. */
export const lineWords = (level: Level): string => LINE[level];
