import type { Settings } from "@/lib/campaigns/schema";

type Level = Settings["oversight"]["level"];

const RECORD =
  "The record of each decision says when its evidence was opened, when it was made and which facts stood on your screen, with your name, and of several items decided together how many seconds that took; administrators, auditors and control owners can open and export it, and count from it.";

const TIMES =
  "How many seconds you are active on an item is kept apart from it, under a pseudonym, for figures alone: nobody can look it up, it is in no export, and it is deleted 90 days after the campaign is sealed, unless your organisation has set another period.";

const TOLD: Record<Level, string> = {
  off: "How many seconds you are active on an item is not kept, and Countersign makes no figures of how you work in this campaign.",
  teams: `${TIMES}\nThe figures that Countersign makes of how people worked are told to auditors and control owners only of five reviewers or more together, and of nobody by name.`,
  named: `${TIMES}\nThe figures that Countersign makes of how you work in this campaign are told to auditors and control owners by your name.`,
};

/** What is seen of how somebody reviews, said to them before they begin: a paragraph a line. */
export const seenWords = (level: Level): string => `${RECORD}\n${TOLD[level]}`;

const LINE: Record<Level, string> = {
  off: "only you see this",
  teams: "only you see this; others see figures of five or more together",
  named: "only you see this; auditors see figures by name",
};

/** The same in a few words, beside a reviewer's own pace. */
export const lineWords = (level: Level): string => LINE[level];
