/** What of the log is followed, as it stands in an address. Pure. */

/** Ids; `before` and `after` are places in the order of writing, not in the tree. */
export type Follow = {
  item?: string;
  person?: string;
  campaign?: string;
  type?: string;
  before?: number;
  after?: number;
};

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const TYPE = /^[a-z_]+\.[a-z_]+$/;
/** An id of a person, or the name of an automatic step. */
const ACTOR = /^[a-z0-9-]{1,100}$/;

const whole = (text: string | undefined) =>
  text !== undefined && /^[1-9]\d{0,14}$/.test(text) ? Number(text) : undefined;

/** Reads an address's search parameters; what is not of its form is left out, so an old or mistyped address still opens. */
export function followOf(search: Readonly<Record<string, string | string[] | undefined>>): Follow {
  const one = (name: string) => {
    const value = search[name];
    return (Array.isArray(value) ? value[0] : value)?.trim().toLowerCase();
  };
  const kept = (name: string, form: RegExp) => {
    const value = one(name);
    return value !== undefined && form.test(value) ? value : undefined;
  };
  const before = whole(one("before"));
  const after = before === undefined ? whole(one("after")) : undefined;
  const found = {
    item: kept("item", UUID),
    person: kept("person", ACTOR),
    campaign: kept("campaign", UUID),
    type: kept("type", TYPE),
    before,
    after,
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}

/** The address of the log that shows this; always in the same order, so one view has one address. */
export function logHref(follow: Follow): string {
  const search = new URLSearchParams();
  for (const name of ["item", "person", "campaign", "type", "before", "after"] as const) {
    const value = follow[name];
    if (value !== undefined) search.set(name, String(value));
  }
  const text = search.toString();
  return text === "" ? "/log" : `/log?${text}`;
}

/** The same without where its page begins. */
export function wholeOf({ before: _before, after: _after, ...rest }: Follow): Follow {
  return rest;
}
