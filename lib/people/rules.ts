import type { Known } from "@/lib/auth/rules";
import { AppError } from "@/lib/errors";

/*
 * - Nobody changes their own access.
 * - There is always an admin who can sign in.
 */

/** @throws AppError where the change is to one's own access, or to somebody who holds none. */
export function mayChangeAccess(by: string | null, person: Pick<Known, "id" | "kind">): void {
  if (person.kind !== "person")
    throw new AppError(
      "rule",
      "not-a-person",
      "This is not somebody who signs in, so there is nothing to change.",
    );
  if (by === person.id)
    throw new AppError("rule", "own-access", "You cannot change your own access; ask another admin.");
}

/** @param others active admins who would be left @throws AppError where there would be none */
export function adminLeft(others: number): void {
  if (others < 1)
    throw new AppError("rule", "last-admin", "This is the last admin; give the role to somebody else first.");
}
