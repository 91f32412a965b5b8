import { and, desc, eq, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { iso, type Tx } from "@/db/client";
import { challengeLeave } from "@/db/schema/challenges";
import { person } from "@/db/schema/people";
import { type Actor, personOf } from "@/lib/auth/actor";
import { permits } from "@/lib/auth/policy";
import { command } from "@/lib/command";
import { AppError } from "@/lib/errors";
import { uuid7 } from "@/lib/ids";
import { query, type Reader } from "@/lib/query";
import { ownWords } from "@/lib/text/own-words";

const open = and(isNull(challengeLeave.campaignId), isNull(challengeLeave.takenBackAt));
const named = (name: string) => sql`lower(${challengeLeave.campaignName}) = lower(${name})`;

export const allowInput = z.object({
  campaign: ownWords(
    z
      .string()
      .trim()
      .min(1, "Name the campaign this is for.")
      .max(120, "Keep the name under 120 characters."),
  ),
  key: z.string().min(8).max(100).optional(),
});

/**
 * A control owner allows challenge items in one campaign to come, by its name. Somebody else launches it, and its reviewers are
 * told before they start.
 */
export const allowChallenges = command({
  name: "campaigns.allow_challenges",
  permission: "challenge.allow",
  input: allowInput,
  idempotent: true,
  load: async (tx, input) =>
    tx
      .select()
      .from(challengeLeave)
      .where(and(open, named(input.campaign)))
      .for("update"),
  run: async (tx, { input, subject, actor, now }) => {
    if (subject.some((l) => l.givenBy === personOf(actor)))
      throw new AppError("conflict", "allowed", `You have allowed this for "${input.campaign}" already.`);
    const id = uuid7(now.getTime());
    await tx
      .insert(challengeLeave)
      .values({ id, campaignName: input.campaign, givenBy: personOf(actor) ?? "", givenAt: now });
    return {
      result: { leave: id },
      events: [
        { type: "settings.changed", data: { setting: "challenge items", to: `allowed once, leave ${id}` } },
      ],
    };
  },
});

/** Takes a leave back that no campaign has used. */
export const takeBackChallenges = command({
  name: "campaigns.take_back_challenges",
  permission: "challenge.allow",
  input: z.object({ leave: z.uuid(), key: z.string().min(8).max(100).optional() }),
  idempotent: true,
  load: async (tx, input) => {
    const [found] = await tx
      .select()
      .from(challengeLeave)
      .where(and(open, eq(challengeLeave.id, input.leave)))
      .for("update");
    if (!found)
      throw new AppError("not_found", "leave", "There is no such leave, or a campaign has used it.");
    return found;
  },
  run: async (tx, { subject, now }) => {
    await tx.update(challengeLeave).set({ takenBackAt: now }).where(eq(challengeLeave.id, subject.id));
    return {
      result: { leave: subject.id },
      events: [
        {
          type: "settings.changed",
          data: { setting: "challenge items", to: `taken back, leave ${subject.id}` },
        },
      ],
    };
  },
});

/** Leaves that no campaign has used, newest first, and whether whoever looks may give one. */
export const challengeLeaves = query({
  name: "campaigns.challenge_leaves",
  permission: "campaign.read",
  input: z.object({}),
  output: z.object({
    mayAllow: z.boolean(),
    rows: z.array(
      z.object({ id: z.uuid(), campaign: z.string(), by: z.string(), at: z.string(), mine: z.boolean() }),
    ),
  }),
  run: async (reader: Reader, { scope }: { scope: { actor: Actor; personId: string | null } }) => {
    const found = await reader
      .select({
        id: challengeLeave.id,
        campaign: challengeLeave.campaignName,
        by: person.name,
        byId: challengeLeave.givenBy,
        at: iso(challengeLeave.givenAt),
      })
      .from(challengeLeave)
      .innerJoin(person, eq(person.id, challengeLeave.givenBy))
      .where(open)
      .orderBy(desc(challengeLeave.givenAt))
      .limit(50);
    return {
      mayAllow: permits("challenge.allow", scope.actor, {}) === "allow",
      rows: found.map(({ byId, at, ...l }) => ({ ...l, at: at ?? "", mine: byId === scope.personId })),
    };
  },
});

/**
 * Takes a control owner's leave for a campaign of this name, which is used up by it.
 * @throws AppError rule where nobody gave one who does not launch it themself
 */
export async function takeLeave(
  tx: Tx,
  of: { campaign: string; name: string; builder: string },
): Promise<void> {
  const found = await tx
    .select()
    .from(challengeLeave)
    .where(
      and(
        isNull(challengeLeave.campaignId),
        isNull(challengeLeave.takenBackAt),
        sql`lower(${challengeLeave.campaignName}) = lower(${of.name})`,
      ),
    )
    .orderBy(desc(challengeLeave.givenAt))
    .for("update");
  const leave = found.find((l) => l.givenBy !== of.builder);
  if (!leave)
    throw new AppError(
      "rule",
      "challenges-not-allowed",
      found.length > 0
        ? "You gave the leave for challenge items yourself; another control owner gives it, or somebody else launches this campaign."
        : `A control owner has to allow challenge items for a campaign called "${of.name}" first, on the Campaigns page. Or launch it without them.`,
      { "settings.challengeItems": "No control owner has allowed this." },
    );
  await tx.update(challengeLeave).set({ campaignId: of.campaign }).where(eq(challengeLeave.id, leave.id));
}
