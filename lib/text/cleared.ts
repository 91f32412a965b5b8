import { AppError } from "@/lib/errors";
import type { Path } from "./own-words";
import { scrub } from "./scrub";

/**
 * What a person wrote, as it may be stored: itself where it holds no secret, else the text without it (I17).
 * @throws AppError where it could not be looked through: nothing is stored then
 */
export async function cleared(text: string): Promise<string> {
  const looked = await scrub(text);
  if (looked.withheld)
    throw new AppError(
      "unavailable",
      "words",
      "Your words could not be looked through for passwords and keys, so nothing was stored. Try again, and tell your administrator if it happens again.",
    );
  return looked.found.length === 0 ? text : looked.text;
}

/** A value with the words at these places cleared; one that holds none stays the very same. */
export async function clearedAt<T>(value: T, paths: readonly Path[]): Promise<T> {
  let result: unknown = value;
  for (const path of paths) result = await changed(result, path);
  // Only strings were put in the place of strings.
  return result as T;
}

async function changed(value: unknown, [name, ...rest]: Path): Promise<unknown> {
  if (name === undefined) return typeof value === "string" ? cleared(value) : value;
  if (Array.isArray(value))
    return name === "*" ? Promise.all(value.map((part) => changed(part, rest))) : value;
  if (typeof value !== "object" || value === null) return value;
  const entries = await Promise.all(
    Object.entries(value).map(async ([key, held]) => [
      key,
      key === name || name === "*" ? await changed(held, rest) : held,
    ]),
  );
  return Object.fromEntries(entries);
}
