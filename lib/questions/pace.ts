import { AppError } from "@/lib/errors";

/**
 * How often a link may be tried in a minute, in this process. What a guess would need is out of reach anyway; this keeps a loop
 * over one link from keeping the server busy. There is no limit over all links: whoever makes links up would meet it for everybody.
 */
const aMinute = 60_000;
const aLink = 10;
/** Links remembered at most, the last ones tried; a made-up one costs one look at an index. */
const remembered = 1_000;

const tries = new Map<string, number[]>();

/** @throws AppError too_many */
export function paced(link: string, now: number): void {
  const own = (tries.get(link) ?? []).filter((at) => now - at < aMinute);
  if (own.length >= aLink)
    throw new AppError("too_many", "too-many-tries", "Too many tries. Wait a minute, then try again.");
  // A map gives its oldest first.
  tries.delete(link);
  tries.set(link, [...own, now]);
  for (const oldest of tries.keys()) {
    if (tries.size <= remembered) return;
    tries.delete(oldest);
  }
}
