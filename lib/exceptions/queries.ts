import { and, desc, eq, gte, ilike, lt, or, type SQL, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { z } from "zod";
import { iso } from "@/db/client";
import { campaign } from "@/db/schema/campaigns";
import { decision, privatePayload } from "@/db/schema/decisions";
import { evidencePacket } from "@/db/schema/evidence";
import { exception } from "@/db/schema/exceptions";
import { person } from "@/db/schema/people";
import { item } from "@/db/schema/reviews";
import { oversees } from "@/lib/auth/policy";
import { dayIn, now } from "@/lib/clock";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import type { Packet } from "@/lib/evidence/schema";
import { type EvidenceView, viewOf } from "@/lib/evidence/view";
import { query, type Reader } from "@/lib/query";
import { dayAfter } from "@/lib/reviews/keeping";
import { monthsFrom, SOON_DAYS, standingOf } from "./rules";
import {
  type ExceptionRow,
  exceptionInput,
  exceptionPage,
  exceptionRow,
  type ListInput,
  listInput,
  type Standing,
} from "./schema";

const second = alias(person, "second_person");
const asker = alias(person, "asker");
const controller = alias(person, "controller");
const settledWords = alias(privatePayload, "settled_words");

const columns = {
  id: exception.id,
  item: exception.itemId,
  campaign: exception.campaignId,
  campaignName: campaign.name,
  subject: item.subjectName,
  title: item.title,
  technical: item.entitlementName,
  application: item.applicationName,
  state: exception.state,
  until: exception.until,
  words: privatePayload.payload,
  controlOwner: controller.name,
  requestedBy: asker.name,
  requestedAt: iso(exception.requestedAt),
  secondId: exception.secondId,
  second: second.name,
  settledAt: iso(exception.settledAt),
  settledWords: settledWords.payload,
  body: evidencePacket.body,
  seed: exception.seed,
};

/** Exceptions with everything a row says; the evidence is what the decision was made on. */
function rowsOf(reader: Reader, where: SQL | undefined, limit: number) {
  return reader
    .select(columns)
    .from(exception)
    .innerJoin(item, eq(item.id, exception.itemId))
    .innerJoin(campaign, eq(campaign.id, exception.campaignId))
    .innerJoin(decision, eq(decision.id, exception.decisionId))
    .innerJoin(
      evidencePacket,
      and(eq(evidencePacket.itemId, exception.itemId), eq(evidencePacket.hash, decision.evidenceHash)),
    )
    .innerJoin(asker, eq(asker.id, exception.requestedBy))
    .innerJoin(controller, eq(controller.id, exception.controlOwnerId))
    .leftJoin(second, eq(second.id, exception.secondId))
    .leftJoin(privatePayload, eq(privatePayload.id, exception.wordsId))
    .leftJoin(settledWords, eq(settledWords.id, exception.settledWordsId))
    .where(where)
    .orderBy(desc(exception.id))
    .limit(limit);
}

type Found = Awaited<ReturnType<typeof rowsOf>>[number];

function rowOf(
  { body, words, settledWords: said, state, secondId, ...f }: Found,
  today: string,
  me: string | null,
): ExceptionRow {
  return {
    ...f,
    against: viewOf(packetOf(body)).findings.map((x) => x.text),
    standing: standingOf(state, f.until, today),
    reason: fromPayload(words, "reason"),
    control: fromPayload(words, "control"),
    requestedAt: f.requestedAt ?? "",
    settledWords: fromPayload(said, "rationale"),
    mine: state === "pending" && me !== null && secondId === me,
  };
}

/** The frozen packet: our own canonical text, so of its type. */
function packetOf(body: string): Packet {
  return JSON.parse(body) as Packet;
}

function fromPayload(payload: string | null, member: string): string | null {
  if (payload === null) return null;
  const held: unknown = JSON.parse(payload);
  return typeof held === "object" && held !== null && member in held
    ? String((held as Record<string, unknown>)[member])
    : null;
}

/** Where each stands on this day, in SQL; `standingOf` is the reference. */
function standsSql(today: string): SQL<Standing> {
  return sql<Standing>`CASE WHEN ${exception.state} = 'pending' THEN 'waiting' WHEN ${exception.state} <> 'granted' THEN ${exception.state}
    WHEN ${exception.until} < ${today}::date THEN 'ended'
    WHEN ${exception.until} <= ${dayAfter(today, SOON_DAYS)}::date THEN 'ending' ELSE 'in_force' END`;
}

function shown(show: ListInput["show"], today: string, me: string): SQL | undefined {
  const granted = eq(exception.state, "granted");
  const soon = dayAfter(today, SOON_DAYS);
  switch (show) {
    case "all":
      return undefined;
    case "mine":
      return and(eq(exception.state, "pending"), eq(exception.secondId, me));
    case "waiting":
      return eq(exception.state, "pending");
    case "in_force":
      return and(granted, sql`${exception.until} > ${soon}::date`);
    case "ending":
      return and(granted, gte(exception.until, today), sql`${exception.until} <= ${soon}::date`);
    case "ended":
      return and(granted, lt(exception.until, today));
    default:
      return eq(exception.state, show);
  }
}

function matches(q: string): SQL | undefined {
  if (q === "") return undefined;
  const like = `%${q.replace(/[\\%_]/g, "\\$&")}%`;
  return or(
    ilike(item.subjectName, like),
    ilike(item.title, like),
    ilike(item.entitlementName, like),
    ilike(item.applicationName, like),
    ilike(controller.name, like),
    ilike(asker.name, like),
  );
}

/**
 * The register, newest first: everything for those who oversee; for others what waits for them, what they asked for, and what
 * they answer for.
 */
export const list = query({
  name: "exceptions.list",
  permission: "exception.list",
  input: listInput,
  output: exceptionPage,
  run: async (reader, { input, scope }) => {
    const me = scope.personId ?? "";
    const today = dayIn(now(), env().timeZone);
    const whole = oversees(scope.actor);
    const whose = and(
      whole
        ? undefined
        : or(eq(exception.secondId, me), eq(exception.requestedBy, me), eq(exception.controlOwnerId, me)),
      input.campaign ? eq(exception.campaignId, input.campaign) : undefined,
    );
    const found = await rowsOf(
      reader,
      and(
        whose,
        shown(input.show, today, me),
        matches(input.q),
        input.after ? lt(exception.id, input.after) : undefined,
      ),
      input.limit + 1,
    );
    const standing = standsSql(today);
    const counted = await reader
      .select({
        standing,
        n: sql<number>`count(*)::int`,
        mine: sql<number>`(count(*) FILTER (WHERE ${exception.state} = 'pending' AND ${exception.secondId} = ${me}::uuid))::int`,
      })
      .from(exception)
      .where(whose)
      .groupBy(sql`1`);
    const ends = await reader
      .select({
        month: sql<string>`to_char(${exception.until}, 'YYYY-MM')`,
        ends: sql<number>`count(*)::int`,
      })
      .from(exception)
      .where(and(whose, eq(exception.state, "granted"), gte(exception.until, today)))
      .groupBy(sql`1`)
      .orderBy(sql`1`);
    const count = (s: Standing) => counted.find((c) => c.standing === s)?.n ?? 0;
    return {
      rows: found.slice(0, input.limit).map((f) => rowOf(f, today, scope.personId)),
      next: found.length > input.limit ? (found[input.limit - 1]?.id ?? null) : null,
      counts: {
        waiting: count("waiting"),
        in_force: count("in_force"),
        ending: count("ending"),
        ended: count("ended"),
        refused: count("refused"),
        withdrawn: count("withdrawn"),
      },
      mine: counted.reduce((sum, c) => sum + c.mine, 0),
      months: ends.length === 0 ? [] : monthsFrom(today, ends),
      today,
    };
  },
});

/** One exception with the evidence the reviewer had, for the second person before they answer. */
export const show = query({
  name: "exceptions.show",
  permission: "exception.read",
  input: exceptionInput,
  output: exceptionRow.extend({ view: z.custom<EvidenceView>() }),
  load: async (reader, input) => {
    const [found] = await reader
      .select({ personId: exception.secondId })
      .from(exception)
      .where(eq(exception.id, input.exception));
    if (!found) throw new AppError("not_found", "exception", "There is no such exception.");
    return { personId: found.personId ?? "" };
  },
  run: async (reader, { input, scope }) => {
    const [found] = await rowsOf(reader, eq(exception.id, input.exception), 1);
    if (!found) throw new Error("The exception vanished while it was read.");
    return {
      ...rowOf(found, dayIn(now(), env().timeZone), scope.personId),
      view: viewOf(packetOf(found.body)),
    };
  },
});
export type ExceptionDetail = ExceptionRow & { view: EvidenceView };
