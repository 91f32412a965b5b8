import { sql } from "drizzle-orm";
import { z } from "zod";
import { iso, rows } from "@/db/client";
import { PASSKEY_AGE } from "@/lib/audit-log/assertion";
import { now } from "@/lib/clock";
import { AppError } from "@/lib/errors";
import { query, type Reader } from "@/lib/query";
import { relyingParty } from "./relying-party";
import { passkeyList } from "./schema";

/** Somebody's passkeys that are enrolled and hold for this address, and from when on each may sign. */
export async function enrolledOf(
  reader: Pick<Reader, "execute">,
  person: string,
): Promise<{ id: string; credentialId: string; transports: string[]; from: Date }[]> {
  const found = await rows<{ id: string; credentialId: string; transports: string[]; at: string }>(
    reader,
    sql`SELECT id::text AS id, credential_id AS "credentialId", transports, ${iso(sql.raw("enrolled_at"))} AS at FROM passkey
      WHERE person_id = ${person} AND removed_at IS NULL AND rp_id = ${relyingParty()?.id ?? ""} ORDER BY enrolled_at DESC, id DESC`,
  );
  return found.map(({ at, ...p }) => ({ ...p, from: new Date(Date.parse(at) + PASSKEY_AGE) }));
}

/**
 * Those of somebody's passkeys that may sign by now.
 * @throws AppError saying from when on, or that there is none
 */
export function usableAt<T extends { from: Date }>(enrolled: readonly T[], now: Date): T[] {
  const usable = enrolled.filter((p) => p.from.getTime() <= now.getTime());
  const [next] = enrolled.toSorted((a, b) => a.from.getTime() - b.from.getTime());
  if (usable.length > 0) return usable;
  if (next)
    throw new AppError(
      "rule",
      "passkey-too-new",
      `A passkey signs from a day after it was enrolled; yours does from ${minuteOf(next.from)} on.`,
    );
  throw new AppError(
    "rule",
    "no-passkey",
    "You have no passkey for this address; enrol one on the page My sign-in. It can sign a day later.",
  );
}

const minuteOf = (at: Date) =>
  `${at.toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short", timeZone: "UTC" })} UTC`;

/** The passkeys of whoever asks, those removed among them. */
export const mine = query({
  name: "passkeys.mine",
  permission: "passkey.own",
  input: z.object({}),
  output: passkeyList,
  async run(reader, { scope }) {
    const found = await rows<{
      id: string;
      name: string | null;
      enrolledAt: string;
      synced: boolean;
      lastAt: string | null;
      removedAt: string | null;
    }>(
      reader,
      sql`SELECT p.id, w.payload::jsonb ->> 'name' AS name, ${iso(sql.raw("p.enrolled_at"))} AS "enrolledAt", p.synced,
          ${iso(sql.raw("p.removed_at"))} AS "removedAt",
          (SELECT ${iso(sql.raw("max(s.at)"))} FROM sign_off s WHERE s.passkey_id = p.id) AS "lastAt"
        FROM passkey p LEFT JOIN private_payload w ON w.id = p.name_id
        WHERE p.person_id = ${scope.personId} ORDER BY p.removed_at IS NOT NULL, p.enrolled_at DESC, p.id DESC LIMIT 50`,
    );
    return {
      host: relyingParty()?.id ?? null,
      rows: found.map((p) => {
        const from = Date.parse(p.enrolledAt) + PASSKEY_AGE;
        return {
          ...p,
          from: new Date(from).toISOString(),
          usable: p.removedAt === null && from <= now().getTime(),
        };
      }),
    };
  },
});
