/** How a worklist is narrowed and grouped, and the same as the address of its page. Pure. */
import { z } from "zod";

export const groupings = ["person", "application", "alike"] as const;
export type Grouping = (typeof groupings)[number];

/** The group, by what is alike, of what is alike with nothing else of its list. */
export const ALONE_GROUP = "2147483647";

/** What narrows a list and puts it in order; a member left out narrows nothing. */
export const worklistFilter = z.object({
  order: z.enum(groupings).default("person"),
  /** `waiting`: decided, and with somebody else until it is good. */
  show: z.enum(["all", "open", "decided", "waiting"]).default("all"),
  who: z.enum(["all", "people", "services"]).default("all"),
  risk: z.enum(["all", "critical", "high", "low"]).default("all"),
  /** `new`: what was not there in the last review. */
  seen: z.enum(["all", "new"]).default("all"),
  /** A kind of finding, as the rows' tags have it; "" for any and none. */
  tag: z.string().trim().max(40).default(""),
  q: z.string().trim().max(100).default(""),
});
export type WorklistFilter = z.output<typeof worklistFilter>;

/** The whole list, by person. */
export const wholeList: WorklistFilter = worklistFilter.parse({});

/** What a member is called in the address. */
const called = {
  order: "group",
  show: "show",
  who: "who",
  risk: "risk",
  seen: "seen",
  tag: "tag",
  q: "q",
} as const;
const members = Object.keys(called) as (keyof typeof called)[];

/** The list that an address names; what it does not name, or names wrongly, is as in the whole list. */
export function filterIn(search: string): WorklistFilter {
  const params = new URLSearchParams(search);
  const shape = worklistFilter.shape;
  const read = members.map((member) => {
    const parsed = shape[member].safeParse(params.get(called[member]) ?? undefined);
    return [member, parsed.success ? parsed.data : wholeList[member]];
  });
  return worklistFilter.parse(Object.fromEntries(read));
}

/** The address of a list: only what differs from the whole of it, always in the same order. */
export function searchOf(filter: WorklistFilter): string {
  const params = new URLSearchParams();
  for (const member of members)
    if (filter[member] !== wholeList[member]) params.set(called[member], filter[member]);
  return params.toString();
}

/** How many things narrow the list; grouping it does not. */
export const narrowings = (filter: WorklistFilter): number =>
  members.filter((member) => member !== "order" && filter[member] !== wholeList[member]).length;

/** Whether anything narrows the list. */
export const narrows = (filter: WorklistFilter): boolean => narrowings(filter) > 0;
