import { AppError } from "@/lib/errors";
import type { Grouping } from "./worklist-schema";

/** A row's place in a worklist in one order, for the next page: its group's, its own there, and that of the launch. */
export type Place = { order: Grouping; place: number; weight: number; position: number };

/** Opaque to the client. */
export function cursorOf({ order, place, weight, position }: Place): string {
  return `${order}~${place}~${weight}~${position}`;
}

/** @throws AppError invalid where it is not one of ours, or of another order */
export function placeOf(cursor: string, order: Grouping): Place {
  const [of, ...numbers] = cursor.split("~");
  const [place, weight, position] = numbers.map((n) => (/^\d{1,10}$/.test(n) ? Number(n) : Number.NaN));
  const ours = numbers.length === 3 && numbers.every((n) => /^\d{1,10}$/.test(n) && Number(n) <= MOST);
  if (of !== order || !ours || place === undefined || weight === undefined || position === undefined)
    throw new AppError(
      "invalid",
      "cursor",
      "This page's address is not complete; start from the first page.",
    );
  return { order, place, weight, position };
}

/** Of the database's integers. */
const MOST = 2_147_483_647;
