import { z } from "zod";

export const mailKind = z.enum([
  "invitation",
  "reminder",
  "question",
  "answer",
  "figures",
  "checkpoint",
  "refusal",
]);
export type MailKind = z.infer<typeof mailKind>;
export const kindWords: Record<MailKind, string> = {
  invitation: "Invitations",
  reminder: "Reminders",
  question: "Questions",
  answer: "Answers passed on",
  figures: "Figures to control owners",
  checkpoint: "Checkpoints to auditors",
  refusal: "Refusals by witnesses",
};
export const mailState = z.enum(["queued", "sent", "failed", "dropped"]);

export const campaignMail = z.object({
  /** Whether this installation sends mail at all. */
  set: z.boolean(),
  kinds: z.array(
    z.object({
      kind: mailKind,
      queued: z.number(),
      sent: z.number(),
      failed: z.number(),
      dropped: z.number(),
      last: z.string().nullable(),
    }),
  ),
  /** The newest that failed, or that are being tried again. */
  problems: z.array(
    z.object({
      id: z.uuid(),
      kind: mailKind,
      to: z.string(),
      problem: z.string(),
      state: mailState,
      attempts: z.number(),
      at: z.string(),
    }),
  ),
  /** Reviewers without an address: nothing can be sent to them. */
  noAddress: z.number(),
});
export type CampaignMail = z.infer<typeof campaignMail>;
