import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { iso, rows } from "@/db/client";
import { mail } from "@/db/schema/mail";
import { questionLink } from "@/db/schema/questions";
import { chore } from "@/lib/chore";
import { dayIn } from "@/lib/clock";
import { env } from "@/lib/env";
import { accessWords } from "@/lib/evidence/words";
import type { Reader } from "@/lib/query";
import { checkpointContent, refusalContent } from "./checkpoints";
import { figuresContent } from "./figures";
import type { Content } from "./letter";
import { makeLink } from "./link";
import type { MailKind } from "./schema";

/*
 * The outbox: operational state, no fact for the record. What a mail says is put together when its turn comes, so that no address
 * and no link's secret stands in a table, and what is not due any more is not sent.
 */

const anything = async () => undefined;

/** Mails that one look at what is due puts in the outbox. */
const atOnce = 200;

/**
 * Puts in the outbox what the clock makes due: an invitation for each list with open items, and the reminder nearest to the due
 * date. Each goes once; who was invited after a reminder's day is not reminded of that day. Marked campaigns send nothing.
 */
export const due = chore({
  name: "mail.due",
  permission: "mail.send",
  input: z.object({}),
  load: anything,
  run: async (tx, { now }) => {
    const at = sql`${now.toISOString()}::timestamptz`;
    const made = await rows<{ id: string }>(
      tx,
      sql`WITH open AS (
          SELECT r.id, r.campaign_id, r.reviewer_id, c.due_at, c.launched_at, c.settings -> 'mail' AS wants
          FROM campaign c JOIN review r ON r.campaign_id = c.id JOIN person p ON p.id = r.reviewer_id
          WHERE c.status = 'launched' AND c.due_at > ${at} AND c.seed IS NULL AND r.decided < r.items AND r.signed_off_at IS NULL
            AND p.kind = 'person' AND p.status = 'active' AND p.email IS NOT NULL
        ), wanted AS (
          SELECT 'invitation' AS kind, o.id, o.campaign_id, o.reviewer_id, 0 AS nth FROM open o
          WHERE (o.wants ->> 'invitations')::boolean
            AND NOT EXISTS (SELECT 1 FROM mail m WHERE m.kind = 'invitation' AND m.about = o.id)
          UNION ALL
          SELECT 'reminder', o.id, o.campaign_id, o.reviewer_id, d.nth FROM open o CROSS JOIN LATERAL (
            SELECT min(x::int) AS nth FROM jsonb_array_elements_text(o.wants -> 'reminderDays') x
            WHERE o.due_at - make_interval(days => x::int) <= ${at} AND o.launched_at < o.due_at - make_interval(days => x::int)
          ) d
          WHERE d.nth IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM mail m WHERE m.kind = 'reminder' AND m.about = o.id AND m.nth <= d.nth)
            AND NOT EXISTS (SELECT 1 FROM mail m WHERE m.kind = 'invitation' AND m.about = o.id
              AND m.created_at > o.due_at - make_interval(days => d.nth))
            AND (NOT coalesce((o.wants ->> 'invitations')::boolean, false)
              OR EXISTS (SELECT 1 FROM mail m WHERE m.kind = 'invitation' AND m.about = o.id))
        )
        INSERT INTO mail (id, campaign_id, kind, about, nth, to_person_id, state, created_at, at)
        SELECT gen_random_uuid(), campaign_id, kind, id, nth, reviewer_id, 'queued', ${at}, ${at}
        FROM wanted ORDER BY kind, id, nth LIMIT ${atOnce}
        ON CONFLICT DO NOTHING RETURNING id`,
    );
    return {
      result: made.length,
      jobs: made.map(({ id }) => ({ name: "mail.send" as const, data: { mail: id }, key: id })),
    };
  },
});

/** A mail ready to be sent, or why it is not to be sent any more. */
type Ready = { to: { name: string; address: string }; content: Content };

const mailInput = z.object({ mail: z.uuid() });

/**
 * Takes a mail in hand and puts together what it says. What is not due any more is dropped, with the reason; a link to answer by
 * is made here, for this try alone, and only its hash is kept.
 */
export const begin = chore({
  name: "mail.begin",
  permission: "mail.send",
  input: mailInput,
  load: anything,
  run: async (tx, { input, now }) => {
    const [row] = await tx.select().from(mail).where(eq(mail.id, input.mail)).for("update");
    if (row?.state !== "queued") return { result: null };
    const ready = await contents[row.kind](tx, row, now);
    if ("dropped" in ready) {
      await tx
        .update(mail)
        .set({ state: "dropped", problem: ready.dropped, at: now })
        .where(eq(mail.id, row.id));
      return { result: null };
    }
    const { link, ...made } = ready;
    if (link)
      await tx.insert(questionLink).values({ id: link.id, questionId: row.about, hash: link.hash, at: now });
    await tx
      .update(mail)
      .set({ attempts: row.attempts + 1, at: now })
      .where(eq(mail.id, row.id));
    return { result: { ...made, attempts: row.attempts + 1 } };
  },
});

type Row = typeof mail.$inferSelect;
type Built = (Ready & { link?: { id: string; hash: string } }) | { dropped: string };
type Building = (reader: Reader, row: Row, at: Date) => Promise<Built>;

type Listed = {
  name: string;
  email: string | null;
  campaign: string;
  due: string;
  items: number;
  decided: number;
  open: boolean;
};

/** An invitation and a reminder are of a list, and only while something of it is open. */
async function list(reader: Reader, row: Row): Promise<Listed | undefined> {
  const [found] = await rows<Listed>(
    reader,
    sql`SELECT p.name, CASE WHEN p.status = 'active' THEN p.email END AS email, c.name AS campaign, c.due_date::text AS due, r.items,
        r.decided, c.status = 'launched' AND r.signed_off_at IS NULL AND r.decided < r.items AS open
      FROM review r JOIN campaign c ON c.id = r.campaign_id JOIN person p ON p.id = r.reviewer_id WHERE r.id = ${row.about}`,
  );
  return found;
}

const listed =
  (content: (found: Listed, url: string) => Content): Building =>
  async (reader, row) => {
    const found = await list(reader, row);
    if (!found?.open) return { dropped: "Nothing of the list was open any more." };
    if (!found.email) return { dropped: "The reviewer has no address, or no access to Countersign." };
    return {
      to: { name: found.name, address: found.email },
      content: content(found, `${env().url}/reviews/${row.about}`),
    };
  };

type Asked = {
  by: string;
  words: string | null;
  state: string;
  expires: string;
  type: "grant" | "credential" | "identity";
  subject: string;
  phrase: string | null;
  title: string;
  application: string;
  item: string;
  review: string;
  running: boolean;
  version: number | null;
  reviewer: string;
  reviewer_mail: string | null;
};

async function asked(reader: Reader, row: Row): Promise<Asked | undefined> {
  const [found] = await rows<Asked>(
    reader,
    sql`SELECT p.name AS by, w.payload AS words, q.state, ${iso(sql`q.expires_at`)} AS expires, i.type, i.subject_name AS subject,
        i.phrase, i.title, i.application_name AS application, i.id AS item, i.review_id AS review, c.status = 'launched' AS running,
        q.packet_version AS version, r.name AS reviewer, CASE WHEN r.status = 'active' THEN r.email END AS reviewer_mail
      FROM question q JOIN item i ON i.id = q.item_id JOIN campaign c ON c.id = q.campaign_id JOIN person p ON p.id = q.asked_by
      JOIN person r ON r.id = i.reviewer_id LEFT JOIN private_payload w ON w.id = q.words_id WHERE q.id = ${row.about}`,
  );
  return found;
}

const accessOf = (q: Asked) =>
  accessWords({
    type: q.type,
    subjectName: q.subject,
    phrase: q.phrase,
    title: q.title,
    applicationName: q.application,
  });

const contents: Record<MailKind, Building> = {
  checkpoint: checkpointContent,
  figures: figuresContent,
  refusal: refusalContent,
  invitation: listed(({ name, campaign, items, decided, due: day }, url) => ({
    kind: "invitation",
    name,
    campaign,
    items: items - decided,
    due: day,
    url,
  })),
  reminder: listed(({ name, campaign, items, decided, due: day }, url) => ({
    kind: "reminder",
    name,
    campaign,
    items,
    left: items - decided,
    due: day,
    url,
  })),
  question: async (reader, row, at) => {
    const q = await asked(reader, row);
    const words: Record<string, unknown> = q?.words ? JSON.parse(q.words) : {};
    const { to, address, question } = words;
    if (!q?.running || q.state !== "open" || new Date(q.expires) <= at)
      return { dropped: "The question was over before it was sent." };
    if (typeof to !== "string" || typeof address !== "string" || typeof question !== "string")
      return { dropped: "The question's words were erased." };
    const { text, ...link } = makeLink(at);
    return {
      to: { name: to, address },
      content: {
        kind: "question",
        name: to,
        by: q.by,
        question,
        access: accessOf(q),
        until: dayIn(new Date(q.expires), env().timeZone),
        url: `${env().url}/answer/${text}`,
      },
      link,
    };
  },
  answer: async (reader, row) => {
    const q = await asked(reader, row);
    const words: Record<string, unknown> = q?.words ? JSON.parse(q.words) : {};
    if (!q?.reviewer_mail) return { dropped: "The reviewer has no address, or no access to Countersign." };
    return {
      to: { name: q.reviewer, address: q.reviewer_mail },
      content: {
        kind: "answer",
        name: q.reviewer,
        to: typeof words.to === "string" ? words.to : "Somebody",
        access: accessOf(q),
        late: q.version === null,
        url: `${env().url}/reviews/${q.review}?item=${q.item}`,
      },
    };
  },
};

/** Keeps what became of a try. */
export const end = chore({
  name: "mail.end",
  permission: "mail.send",
  input: mailInput.extend({
    state: z.enum(["sent", "queued", "failed"]),
    problem: z.string().max(200).nullable(),
  }),
  load: anything,
  run: async (tx, { input, now }) => {
    await tx
      .update(mail)
      .set({ state: input.state, problem: input.problem, at: now })
      .where(eq(mail.id, input.mail));
    return { result: undefined };
  },
});
