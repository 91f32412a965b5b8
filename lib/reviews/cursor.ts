import { AppError } from "@/lib/errors";

/** A row's place in a worklist, for the next page. */
export type Place = { position: number; application: string };

/** Opaque to the client: position and application, so one cursor serves both orders. */
export function cursorOf(place: Place): string {
  return `${place.position}~${place.application}`;
}

/** @throws AppError invalid where it is not one of ours */
export function placeOf(cursor: string): Place {
  const cut = cursor.indexOf("~");
  const position = Number(cursor.slice(0, cut));
  if (cut < 1 || !Number.isSafeInteger(position))
    throw new AppError(
      "invalid",
      "cursor",
      "This page's address is not complete; start from the first page.",
    );
  return { position, application: cursor.slice(cut + 1) };
}
