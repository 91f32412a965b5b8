import { AppError } from "@/lib/errors";

/**
 * How often a link may be tried, in this process: so many tries a link and so many over all in a minute. What a guess would need
 * is out of reach anyway; this keeps a loop from keeping the server busy.
 */
const aMinute = 60_000;
const aLink = 10;
const overAll = 300;
/** Links remembered at most; a flood of made-up ones meets the limit over all first. */
const remembered = 1_000;

const tries = new Map<string, number[]>();

/** @throws AppError too_many */
export function paced(link: string, now: number): void {
  const all = within("", now);
  const own = within(link, now);
  if (all.length >= overAll || own.length >= aLink)
    throw new AppError("too_many", "too-many-tries", "Too many tries. Wait a minute, then try again.");
  if (tries.size >= remembered)
    for (const key of tries.keys()) if (within(key, now).length === 0) tries.delete(key);
  all.push(now);
  own.push(now);
  tries.set("", all);
  tries.set(link, own);
}

function within(key: string, now: number): number[] {
  return (tries.get(key) ?? []).filter((at) => now - at < aMinute);
}
