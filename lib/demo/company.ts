import { applicationFiles } from "@/lib/demo/application-rows";
import type { SourceName } from "@/lib/demo/applications";
import { calendar } from "@/lib/demo/calendar";
import { CAST, PICKER } from "@/lib/demo/cast";
import { buildCredentials } from "@/lib/demo/credentials";
import { directoryFiles } from "@/lib/demo/directory-rows";
import { buildHoldings } from "@/lib/demo/holdings";
import { buildPeople, type People } from "@/lib/demo/people";
import type { DemoSource, View } from "@/lib/demo/source-files";

export type { DemoSource, FileName, Row } from "@/lib/demo/source-files";

/** How many days before the day of the view each source was read. */
const READ_BEFORE: readonly [SourceName, number][] = [
  ["Directory", 1],
  ["Core applications", 2],
  ["Cloud and platform", 1],
  ["Small applications", 3],
];

/** Days before today on which last quarter's review took its snapshot, and on which its removals had been carried out. */
const LAST_REVIEW = 100;
const AFTER_LAST_REVIEW = 70;

function companyBefore(today: string, ago: number): DemoSource[] {
  const days = calendar(today);
  const people = buildPeople();
  const holdings = buildHoldings(people);
  const credentials = buildCredentials(people, holdings.accounts.values());
  return READ_BEFORE.map(([name, before]) => {
    const view: View = { people, holdings, credentials, days, asOfAgo: ago + before };
    const files = name === "Directory" ? directoryFiles(view) : applicationFiles(view, name);
    return { name, asOf: days.date(view.asOfAgo), files };
  });
}

/** The four import folders of Halden & Voss on an ISO date. Pure: the same date gives the same rows. */
export const demoCompany = (today: string): DemoSource[] => companyBefore(today, 0);

/** The same sources 100 days earlier, as last quarter's review saw them: later moves, grants and removals not yet made. */
export const earlierCompany = (today: string): DemoSource[] => companyBefore(today, LAST_REVIEW);

/** The same sources 70 days earlier, when the removals decided last quarter had been carried out. */
export const companyAfterLastReview = (today: string): DemoSource[] =>
  companyBefore(today, AFTER_LAST_REVIEW);

/** Direct grants that last quarter's review removed; those that are in `demoCompany` again have returned. */
export function removedAfterLastReview(): { account_id: string; entitlement_id: string }[] {
  return [...buildHoldings(buildPeople()).grants.values()]
    .filter(({ gone, via }) => gone !== null && via === "")
    .map(({ account, entitlement }) => ({ account_id: account.id, entitlement_id: entitlement.id }));
}

/** The name behind a cast key or a department, whose head it is. */
export function nameOf(reference: string): string {
  const people = buildPeople();
  const name = people.byId.get(people.resolve(reference))?.name;
  if (name === undefined) throw new RangeError(`Nobody of the company is "${reference}".`);
  return name;
}

/** Somebody to sign in as in the demo; `line` says what they would do here. */
export type DemoPerson = {
  key: string;
  name: string;
  email: string;
  role: (typeof PICKER)[number][1];
  identityId: string;
  line: string;
};

/** The six fictional people of the picker. */
export const demoPeople: readonly DemoPerson[] = pickerPeople(buildPeople());

function pickerPeople(people: People): DemoPerson[] {
  return PICKER.map(([key, role, line]) => {
    const identity = people.byId.get(people.resolve(key));
    if (!identity)
      throw new RangeError(
        `"${key}" of the picker is not in the cast; name one of its ${CAST.length} people.`,
      );
    return { key, name: identity.name, email: identity.email, role, identityId: identity.id, line };
  });
}
