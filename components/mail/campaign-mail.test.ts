import { expect, it } from "vitest";
import { wantWords } from "./campaign-mail";

it.each([
  [
    { invitations: true, reminderDays: [2, 7] },
    "Each reviewer gets an invitation, and reminders 7 and 2 days before the due date while items are open.",
  ],
  [
    { invitations: true, reminderDays: [14, 7, 1] },
    "Each reviewer gets an invitation, and reminders 14, 7 and 1 days before the due date while items are open.",
  ],
  [
    { invitations: false, reminderDays: [1] },
    "Reviewers get no invitation, and a reminder 1 day before the due date while items are open.",
  ],
  [{ invitations: true, reminderDays: [] }, "Each reviewer gets an invitation, and no reminder."],
  [undefined, "Reviewers get no invitation and no reminder. Questions are still sent."],
])("says what a campaign sends: %o", (wants, words) => {
  expect(wantWords(wants)).toBe(words);
});
