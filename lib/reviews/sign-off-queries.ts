import { sql } from "drizzle-orm";
import { iso, rows } from "@/db/client";
import { vouching } from "@/lib/auth/countersign";
import { enrolledOf } from "@/lib/auth/passkey-queries";
import { permits } from "@/lib/auth/policy";
import { simulatedMark } from "@/lib/auth/rules";
import { now } from "@/lib/clock";
import { AppError } from "@/lib/errors";
import { query } from "@/lib/query";
import { attestation } from "./attestation";
import { reopeningList, reopeningsInput, signingInput, signingState } from "./schema";
import { authnOf, requiredOf } from "./sign-off";
import { givenTo, notPossible, waysOf } from "./sign-off-ways";

/** How a review is signed off here, and how it was: who vouches, and where the log has it. */
export const signing = query({
  name: "reviews.signing",
  permission: "review.read",
  input: signingInput,
  output: signingState,
  load: async (reader, input) => {
    const [found] = await rows<{ reviewerId: string }>(
      reader,
      sql`SELECT reviewer_id::text AS "reviewerId" FROM review WHERE id = ${input.review}`,
    );
    if (!found) throw new AppError("not_found", "review", "There is no such review of yours.");
    return found;
  },
  run: async (reader, { input, scope }) => {
    const given = givenTo(authnOf(scope.actor));
    const issuer = given.provider ? vouching()?.issuer : undefined;
    const [frozen] = await rows<{ settings: unknown }>(
      reader,
      sql`SELECT c.settings FROM review r JOIN campaign c ON c.id = r.campaign_id WHERE r.id = ${input.review}`,
    );
    const required = requiredOf(frozen?.settings);
    const enrolled = await enrolledOf(reader, scope.personId ?? "");
    const first = enrolled.map((p) => p.from.getTime()).sort((a, b) => a - b)[0];
    const signed = await rows<{
      by: "oidc" | "passkey" | "session";
      name: string;
      at: string;
      issuer: string | null;
      passkey: { name: string | null; since: string } | null;
      items: number;
      entry: number | null;
      sealed: number | null;
      authn: string | null;
    }>(
      reader,
      sql`SELECT s.by, p.name, ${iso(sql.raw("s.at"))} AS at, s.issuer, jsonb_array_length(s.decisions::jsonb) AS items,
          CASE WHEN k.id IS NOT NULL THEN jsonb_build_object('name', w.payload::jsonb ->> 'name', 'since', ${iso(sql.raw("k.enrolled_at"))}) END AS passkey,
          l.idx::int AS entry, convert_from(e.leaf, 'UTF8')::jsonb #>> '{actor,authn}' AS authn,
          (SELECT min(c.size)::int FROM log_checkpoint c WHERE c.size > l.idx) AS sealed
        FROM sign_off s JOIN person p ON p.id = s.person_id
        LEFT JOIN passkey k ON k.id = s.passkey_id LEFT JOIN private_payload w ON w.id = k.name_id
        LEFT JOIN audit_event e ON e.ref_id = s.id AND e.type = 'review.signed_off'
        LEFT JOIN log_leaf l ON l.event_id = e.id
        WHERE s.review_id = ${input.review} ORDER BY s.at DESC, s.id DESC`,
    );
    const [reopened] = await rows<{ at: string; by: string; asked: string; reason: string | null }>(
      reader,
      sql`SELECT ${iso(sql.raw("o.settled_at"))} AS at, g.name AS by, a.name AS asked, w.payload::jsonb ->> 'rationale' AS reason
        FROM reopening o JOIN review r ON r.id = o.review_id AND r.signed_off_at IS NULL
        JOIN person g ON g.id = o.settled_by JOIN person a ON a.id = o.asked_by
        LEFT JOIN private_payload w ON w.id = o.reason_id
        WHERE o.review_id = ${input.review} AND o.state = 'granted' ORDER BY o.settled_at DESC LIMIT 1`,
    );
    return {
      reopened: reopened ?? null,
      attestation: attestation.text,
      ways: [...waysOf(required, given)],
      impossible: notPossible(required, given),
      provider: issuer === undefined ? null : new URL(issuer).host,
      passkeys: {
        enrolled: enrolled.length,
        usable: first !== undefined && first <= now().getTime(),
        from: first === undefined ? null : new Date(first).toISOString(),
      },
      signed: signed.map(({ authn, ...s }) => ({
        ...s,
        issuer: s.issuer === null ? null : new URL(s.issuer).host,
        seed: simulatedMark(authn ?? undefined),
      })),
    };
  },
});

/** A campaign's requests to open a signed review again that wait, the oldest first; a hundred at most. */
export const reopenings = query({
  name: "reviews.reopenings",
  permission: "campaign.read",
  input: reopeningsInput,
  output: reopeningList,
  run: async (reader, { input, scope }) => {
    const may = (permission: "review.ask_reopening" | "review.settle_reopening") =>
      permits(permission, scope.actor, undefined) === "allow";
    const [c] = await rows<{ running: boolean }>(
      reader,
      sql`SELECT status = 'launched' AS running FROM campaign WHERE id = ${input.campaign}`,
    );
    const found = await rows<{
      id: string;
      review: string;
      reviewer: string;
      askedBy: string;
      askedAt: string;
      reason: string | null;
      own: boolean;
    }>(
      reader,
      sql`SELECT o.id, o.review_id AS review, p.name AS reviewer, a.name AS "askedBy", ${iso(sql.raw("o.asked_at"))} AS "askedAt",
          w.payload::jsonb ->> 'rationale' AS reason, coalesce(${scope.personId}::uuid IN (o.asked_by, o.reviewer_id), true) AS own
        FROM reopening o JOIN person p ON p.id = o.reviewer_id JOIN person a ON a.id = o.asked_by
        LEFT JOIN private_payload w ON w.id = o.reason_id
        WHERE o.campaign_id = ${input.campaign} AND o.state = 'asked' ORDER BY o.asked_at, o.id LIMIT 100`,
    );
    const running = c?.running === true;
    return {
      mayAsk: running && may("review.ask_reopening"),
      rows: running
        ? found.map(({ own, ...r }) => ({ ...r, mayAnswer: !own && may("review.settle_reopening") }))
        : [],
    };
  },
});
