import { and, asc, desc, eq, gt, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { z } from "zod";
import { iso } from "@/db/client";
import { campaign } from "@/db/schema/campaigns";
import { decision, privatePayload } from "@/db/schema/decisions";
import { exception } from "@/db/schema/exceptions";
import { person } from "@/db/schema/people";
import { remediation } from "@/db/schema/remediation";
import { item } from "@/db/schema/reviews";
import { oversees } from "@/lib/auth/policy";
import { query } from "@/lib/query";
import { listInput, type TaskState, taskPage } from "./schema";

/** Removals and changes: mine to do, or every one for those who oversee; by id, which is by time. */
export const list = query({
  name: "remediation.list",
  permission: "remediation.list",
  input: listInput,
  output: taskPage,
  run: async (reader, { input, scope }) => {
    const whole = oversees(scope.actor);
    const whose = input.whose === "all" && whole ? undefined : eq(remediation.ownerId, scope.personId ?? "");
    const owner = alias(person, "owner");
    const reviewer = alias(person, "reviewer");
    const newOwner = alias(person, "new_owner");
    const found = await reader
      .select({
        id: remediation.id,
        kind: remediation.kind,
        state: remediation.state,
        subject: item.subjectName,
        title: item.title,
        technical: item.entitlementName,
        account: sql<string | null>`coalesce(${item.accountLogin}, ${item.accountId})`,
        application: item.applicationName,
        campaign: campaign.name,
        owner: owner.name,
        newOwner: newOwner.name,
        reviewer: reviewer.name,
        asked: sql<
          string | null
        >`CASE WHEN ${remediation.kind} IN ('change', 'rotate') THEN ${privatePayload.payload}::jsonb ->> 'rationale' END`,
        requestedAt: iso(remediation.requestedAt),
        appliedAt: iso(remediation.appliedAt),
        observedAt: iso(remediation.observedAt),
        observedSnapshot: remediation.observedSnapshotId,
        strength: remediation.strength,
        notObservedWhy: remediation.notObservedWhy,
        seed: sql<string | null>`coalesce(${decision.seed}, ${campaign.seed})`,
      })
      .from(remediation)
      .innerJoin(item, eq(item.id, remediation.itemId))
      .innerJoin(campaign, eq(campaign.id, remediation.campaignId))
      .innerJoin(decision, eq(decision.id, remediation.decisionId))
      .innerJoin(owner, eq(owner.id, remediation.ownerId))
      .innerJoin(reviewer, eq(reviewer.id, decision.personId))
      .leftJoin(newOwner, eq(newOwner.id, decision.newOwnerId))
      .leftJoin(privatePayload, eq(privatePayload.id, decision.rationaleId))
      .where(
        and(
          whose,
          input.state ? eq(remediation.state, input.state) : undefined,
          input.campaign ? eq(remediation.campaignId, input.campaign) : undefined,
          input.after ? gt(remediation.id, input.after) : undefined,
        ),
      )
      .orderBy(asc(remediation.id))
      .limit(input.limit + 1);
    const counted = await reader
      .select({ state: remediation.state, n: sql<number>`count(*)::int` })
      .from(remediation)
      .where(and(whose, input.campaign ? eq(remediation.campaignId, input.campaign) : undefined))
      .groupBy(remediation.state);
    const count = (state: TaskState) => counted.find((c) => c.state === state)?.n ?? 0;
    return {
      rows: found.slice(0, input.limit).map((f) => ({ ...f, requestedAt: f.requestedAt ?? "" })),
      next: found.length > input.limit ? (found[input.limit - 1]?.id ?? null) : null,
      counts: {
        requested: count("requested"),
        applied: count("applied"),
        seen_gone: count("seen_gone"),
        not_observed: count("not_observed"),
        returned: count("returned"),
        withdrawn: count("withdrawn"),
      },
    };
  },
});

/** Access kept until a day, or under an exception that has one, soonest first; after it the next campaign has it again. */
export const endings = query({
  name: "remediation.endings",
  permission: "remediation.read",
  input: z.object({ limit: z.coerce.number().int().min(1).max(200).default(100) }),
  output: z.array(
    z.object({
      id: z.uuid(),
      until: z.string(),
      subject: z.string(),
      title: z.string(),
      application: z.string(),
      campaign: z.string(),
      by: z.string(),
      /** Kept against a rule. */
      exception: z.boolean(),
    }),
  ),
  run: async (reader, { input }) =>
    await reader
      .select({
        id: decision.id,
        until: sql<string>`${lastDay}::text`,
        subject: item.subjectName,
        title: item.title,
        application: item.applicationName,
        campaign: campaign.name,
        by: person.name,
        exception: sql<boolean>`${exception.id} IS NOT NULL`,
      })
      .from(item)
      .innerJoin(decision, eq(decision.id, item.decisionId))
      .innerJoin(campaign, eq(campaign.id, item.campaignId))
      .innerJoin(person, eq(person.id, decision.personId))
      .leftJoin(exception, and(eq(exception.id, decision.exceptionId), eq(exception.state, "granted")))
      .where(sql`${lastDay} IS NOT NULL`)
      .orderBy(asc(lastDay), desc(decision.id))
      .limit(input.limit),
});

const lastDay = sql`coalesce(${decision.until}, ${exception.until})`;
