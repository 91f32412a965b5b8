import { sql } from "drizzle-orm";
import { rows } from "@/db/client";
import { AppError } from "@/lib/errors";
import type { Reader } from "@/lib/query";

/** The portal user whom somebody named, by e-mail or exact name. @throws AppError where nobody, or more than one, is meant */
export async function findOwner(reader: Reader, typed: string): Promise<{ id: string; name: string }> {
  const found = await rows<{ id: string; name: string; exact: boolean }>(
    reader,
    sql`SELECT p.id, p.name, (lower(p.email) = lower(${typed})) IS TRUE AS exact FROM person p
      WHERE p.kind IN ('person', 'simulated') AND p.status = 'active'
        AND (lower(p.email) = lower(${typed}) OR p.name = ${typed})
      ORDER BY 3 DESC, p.id LIMIT 3`,
  );
  const exact = found.filter((f) => f.exact);
  const [one, another] = exact.length > 0 ? exact : found;
  if (one && !another) return { id: one.id, name: one.name };
  throw new AppError(
    "invalid",
    "owner",
    one
      ? `"${typed}" could be several people; give the e-mail instead.`
      : `Nobody who can sign in is called "${typed}". Give their e-mail, or let them sign in once.`,
    {
      owner: one
        ? "This could be several people; give the e-mail."
        : "Nobody who can sign in is called this.",
    },
  );
}
