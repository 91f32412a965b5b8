import { rmSync } from "node:fs";
import path from "node:path";
import type { Ctx } from "@/lib/auth/actor";
import { demoSignIn } from "@/lib/auth/claims";
import { admit, localOperator } from "@/lib/auth/sign-in";
import { closeDue, launchNow } from "@/lib/campaigns/worker";
import { at } from "@/lib/clock";
import {
  companyAfterLastReview,
  type DemoSource,
  demoCompany,
  demoPeople,
  earlierCompany,
  removedAfterLastReview,
} from "@/lib/demo/company";
import { keepUnderExceptions } from "@/lib/demo/exceptions";
import { writeFolders } from "@/lib/demo/folder";
import { grantKey } from "@/lib/demo/judgement";
import { askAround, transferOne } from "@/lib/demo/ownership";
import { carryOutRemovals } from "@/lib/demo/removals";
import { handOver, planReviews, review } from "@/lib/demo/reviewing";
import { simulated } from "@/lib/demo/simulated";
import { wordTheCatalogue } from "@/lib/demo/wording";
import { draftAll } from "@/lib/drafting/worker";
import { env } from "@/lib/env";
import { drain } from "@/lib/jobs/drain";
import { handlers } from "@/lib/jobs/handlers";
import { figuresOf } from "@/lib/oversight/queries";
import { respondNow } from "@/lib/oversight/responding";
import { figuresHash } from "@/lib/oversight/response-schema";
import { read } from "@/lib/query";
import { importNow } from "@/lib/sources/worker";

/** Last quarter's review, in days before the company's own today; what was removed in it was gone by `observed`. */
const LAST = { imported: 100, launched: 99, due: 86, closed: 85, answered: 83, observed: 70 } as const;
/** This quarter's: begun this many days before today, which is the company's own today, and due this many after it. */
const OPEN = { launched: 4, due: 12 } as const;

/** Where access matters most, so that the past is soon told: it holds most of what was gone afterwards. */
const LAST_SCOPE = "application in (trs, cld, cis) or privilege = privileged";
/** All but the licences that everybody has from the first day: those are one decision about a policy. */
const OPEN_SCOPE = 'entitlement_type is unknown or entitlement_type != "licence"';

/** The lists that are for whoever tries the demo, and how many items at their end are decided already. */
const SPARED: readonly [key: string, decided: number][] = [
  ["ana", 5],
  ["rohan", 4],
  ["sigrid", 0],
];

/**
 * Builds the demo's past and present in an empty database, through the same commands as everybody, with the clock held at the
 * time each thing happened: last quarter's campaign with removals seen gone, not observed and returned, and this quarter's,
 * open.
 * @param today ISO date
 * @param say gets a line in plain words before each part
 */
export async function seedDemo(today: string, say: (line: string) => void): Promise<void> {
  const companyDay = daysAfter(today, -OPEN.launched);
  const ago = (days: number, time = "09:00") => new Date(`${daysAfter(companyDay, -days)}T${time}:00Z`);

  say("A company that does not exist, Halden & Voss, as it was a quarter ago");
  const people = await at(ago(LAST.imported, "07:00"), () => begin(earlierCompany(companyDay)));
  const admin = simulated(personOf(people, "mateus"), "admin");
  const fallback = headOf("Information security", companyDay);

  say("Last quarter's review: launched and drafted");
  const last = await at(ago(LAST.launched), async () => {
    const { campaign } = await launchNow(admin, {
      name: "Q3 access review",
      scope: LAST_SCOPE,
      fallback,
      due: daysAfter(companyDay, -LAST.due),
      seed: "demo-seed",
    });
    await draftAll(campaign);
    await settle();
    return campaign;
  });

  say("Last quarter's review: its reviewers decide");
  const removed = new Set(
    removedAfterLastReview().map((r) =>
      grantKey({ accountId: r.account_id, entitlementId: r.entitlement_id }),
    ),
  );
  const past = {
    campaign: "Q3",
    start: ago(LAST.launched),
    days: LAST.launched - LAST.due - 1,
    begins: 0.94,
    finishes: 0.9,
    sparing: new Map<string, number>(),
  };
  await review(await planReviews(admin, last, past, removed));
  await keepUnderExceptions(admin, last, {
    campaign: "Q3",
    start: ago(LAST.due, "07:30"),
    most: 14,
    sparing: new Set(),
  });

  say("Last quarter's review: closed; its removals carried out and looked for");
  await at(ago(LAST.closed, "14:00"), async () => {
    await closeDue();
    await settle();
  });
  await at(ago(LAST.answered, "10:20"), () => answerLast(personOf(people, "henrik"), last));
  await carryOutRemovals(admin, last, ago(LAST.closed), removed);
  await at(ago(LAST.observed, "07:00"), () => importAll(admin, companyAfterLastReview(companyDay)));

  say("The company as it is now");
  await at(ago(0, "07:00"), () => importAll(admin, demoCompany(companyDay)));

  await wordTheCatalogue(admin, simulated(personOf(people, "sigrid")), ago(0, "07:15"));
  await at(ago(0, "08:40"), settle);

  say("This quarter's review: launched and drafted");
  const open = await at(ago(0), async () => {
    const { campaign } = await launchNow(admin, {
      name: "Q4 access review",
      scope: OPEN_SCOPE,
      fallback,
      due: daysAfter(today, OPEN.due),
    });
    await draftAll(campaign);
    await settle();
    return campaign;
  });

  say("This quarter's review: some have begun");
  const present = {
    campaign: "Q4",
    start: ago(0),
    days: OPEN.launched - 1,
    begins: 0.2,
    finishes: 0.15,
    sparing: new Map(SPARED.map(([key, decided]) => [personOf(people, key).id, decided])),
  };
  await review(await planReviews(admin, open, present, new Set()));
  await keepUnderExceptions(admin, open, {
    campaign: "Q4",
    start: ago(1 - OPEN.launched, "08:30"),
    most: 8,
    sparing: new Set(SPARED.map(([key]) => personOf(people, key).id)),
  });
  await askAround(admin, ago(1 - OPEN.launched, "15:00"));
  await transferOne(admin, open, ago(1 - OPEN.launched, "16:10"));
  await at(ago(1 - OPEN.launched, "16:40"), () => handOver(admin, open, fallback));
  await at(ago(1 - OPEN.launched, "23:00"), settle);
}

/** The control owner answers the figures on how last quarter's review was done, which seals it. */
async function answerLast(owner: { id: string; name: string }, id: string): Promise<void> {
  const ctx = simulated(owner, "control_owner");
  const figures = figuresHash(await read(ctx, figuresOf, { id }));
  const words =
    "Too few decisions were made before the draft to tell its pull; next quarter has more of them.";
  await respondNow(ctx, { id, figures, choice: "other", words });
}

type Six = ReadonlyMap<string, { id: string; name: string }>;

/** The first import, and the six of the picker, each found in the directory that came with it. */
async function begin([directory, ...others]: readonly DemoSource[]): Promise<Six> {
  const operator = await localOperator();
  await importAll(operator, directory ? [directory] : []);
  const six = new Map<string, { id: string; name: string }>();
  for (const person of demoPeople) {
    const { claims, grant } = demoSignIn(person);
    const admission = await admit(claims, grant, "demo-seed");
    if (!admission.admitted) throw new Error(`${person.name} was not let in: ${admission.why}.`);
    six.set(person.key, { id: admission.person, name: person.name });
  }
  await importAll(simulated(personOf(six, "mateus"), "admin"), others);
  return six;
}

function personOf(six: Six, key: string): { id: string; name: string } {
  const found = six.get(key);
  if (!found) throw new RangeError(`Nobody of the picker has the key "${key}".`);
  return found;
}

/** Imports the sources from folders that are gone afterwards, and works what follows from it. */
async function importAll(ctx: Ctx, sources: readonly DemoSource[]): Promise<void> {
  const dir = path.join(env().data, "demo-sources");
  try {
    for (const { name, asOf, path: place } of writeFolders(dir, [...sources]))
      await importNow(ctx, {
        path: place,
        source: name,
        format: "folder",
        asOf: new Date(`${asOf}T00:00:00Z`),
      });
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
  await settle();
}

/** Works what the steps before have queued, and seals it in the log. */
async function settle(): Promise<void> {
  const { failed } = await drain(handlers);
  if (failed[0]) throw failed[0].error;
}

/** The e-mail of a department's head. */
function headOf(department: string, day: string): string {
  const [directory] = demoCompany(day);
  const head = directory?.files.identities?.find((i) => i.title === `Head of ${department}`);
  if (!head?.email) throw new RangeError(`There is no head of ${department}.`);
  return head.email;
}

function daysAfter(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}
