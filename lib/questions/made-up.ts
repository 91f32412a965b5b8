import { sql } from "drizzle-orm";
import { rows } from "@/db/client";
import type { Reader } from "@/lib/query";
import type { Known } from "./rules";

/** A challenge item as far as a question goes, and the item beside it that it takes owners and addresses from. */
export type MadeUp = { like: string; name: string; answered: boolean };

/** Null where it is no challenge item of whoever asks; row-level security hides another's. */
export async function madeUpItem(reader: Pick<Reader, "execute">, id: string): Promise<MadeUp | null> {
  const [found] = await rows<MadeUp>(
    reader,
    sql`SELECT i.id::text AS like, c.subject_name AS name, a.challenge_id IS NOT NULL AS answered FROM challenge c
      JOIN item i ON i.review_id = c.review_id LEFT JOIN challenge_answer a ON a.challenge_id = c.id
      WHERE c.id = ${id} ORDER BY i.id = c.made_after DESC, i.application_name = c.application_name DESC LIMIT 1`,
  );
  return found ?? null;
}

/**
 * Whom one could ask about what is made up: those of the item beside it, its holder under the name that was made up and as easy to
 * reach. To ask any of them is the answer, so nobody ever is. Pure.
 */
export function knownOfMadeUp(beside: readonly Known[], name: string): Known[] {
  const like = beside.find((k) => k.part === "holder");
  const holder: Known = {
    part: "holder",
    name,
    person: like?.person ? { ...like.person, id: "made up" } : null,
    identity: null,
    email: addressLike(like?.email ?? null, name),
    left: null,
  };
  return [holder, ...beside.filter((k) => k.part !== "holder" && k.part !== "accountable")];
}

/** "Ana Duarte" at the place of "bo.boss@example.test". */
function addressLike(email: string | null, name: string): string | null {
  const place = email?.split("@")[1];
  if (!place) return null;
  const plain = name.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  return `${plain
    .split(/[^a-z0-9]+/u)
    .filter(Boolean)
    .join(".")}@${place}`;
}
