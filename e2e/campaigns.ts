import type { Page } from "@playwright/test";
import { expect, get, post } from "./fixtures";

/** A row of a reviewer's list, as far as journeys look at it. */
export type Row = {
  id: string;
  state: string;
  outcome: string | null;
  waiting: string | null;
  first: boolean;
  risk: string;
  group: string;
  subjectName: string;
  title: string;
};

type Wanted = {
  name: string;
  /** An e-mail or a name. */
  reviewer: string;
  scope: string;
  /** The demo's own where none are named: what another journey imported may not be fit to launch on. */
  sources?: readonly string[];
  settings?: object;
};

export const demoSources = [
  "Directory",
  "Core applications",
  "Cloud and platform",
  "Small applications",
] as const;

/** A small campaign of its own, so that a journey disturbs no other: one reviewer, grants only, no mail; its id. */
export async function launch(
  admin: Page,
  { name, reviewer, scope, sources, settings }: Wanted,
): Promise<string> {
  const launched = await post<{ campaign: string }>(admin, "/api/campaigns", {
    name,
    scope,
    sources: sources ?? demoSources,
    mode: "named",
    reviewer,
    due: "2026-12-20",
    settings: {
      blindShare: 0,
      subjects: { credentials: false, identities: false },
      mail: { invitations: false, reminderDays: [] },
      ...settings,
    },
  });
  expect([launched.status, launched.body]).toEqual([
    200,
    expect.objectContaining({ campaign: expect.any(String) }),
  ]);
  const { campaign } = launched.body;
  await expect.poll(() => statusOf(admin, campaign), { timeout: 60_000 }).toBe("launched");
  return campaign;
}

export async function statusOf(page: Page, campaign: string): Promise<string> {
  return (await get<{ status: string }>(page, `/api/campaigns/${campaign}`)).body.status;
}

/** Ends what a journey launched, so that no later one meets it on a list. */
export async function cancel(admin: Page, campaign: string): Promise<void> {
  const { status } = await post(admin, `/api/campaigns/${campaign}/cancel`, {
    reason: "A trial run only.",
    key: crypto.randomUUID(),
  });
  expect(status).toBe(200);
}

/** The person's list in the campaign of this name. */
export async function reviewIn(page: Page, name: string): Promise<string> {
  const { body } = await get<{ id: string; name: string }[]>(page, "/api/reviews");
  const review = body.find((r) => r.name === name)?.id;
  if (!review) throw new Error(`There is no list of ${name} here.`);
  return review;
}

export async function rowsOf(page: Page, review: string): Promise<Row[]> {
  return (await get<{ rows: Row[] }>(page, `/api/reviews/${review}/worklist?limit=200`)).body.rows;
}

/** Open items that take a verb, a reason and nothing else. */
export async function plainRows(page: Page, review: string): Promise<Row[]> {
  return (await rowsOf(page, review)).filter((r) => r.state === "open" && !r.first && r.risk === "low");
}

export async function stateOf(page: Page, review: string, item: string): Promise<string | undefined> {
  return (await rowsOf(page, review)).find((r) => r.id === item)?.state;
}

export type Decision = {
  outcome: string;
  words: string | null;
  supersededBy: string | null;
};

/** Every decision on an item, the newest first. */
export async function decisionsOn(page: Page, item: string): Promise<Decision[]> {
  return (await get<{ rows: Decision[] }>(page, `/api/reviews/decisions?item=${item}`)).body.rows;
}

export type Opened = {
  item: string;
  evidence: string;
  asksInView: string[];
  draft: { id: string; hash: string } | null;
  supersedes: string | null;
  view: {
    findings: unknown[];
    facts: { sentence: string }[];
    thin: { cannotReport: string; ask: string } | null;
  };
};

/** Opens an item and decides it as the page's own script would; the answer. */
export async function decideByHttp(page: Page, item: string, act: object) {
  const { body: opened } = await post<Opened>(page, "/api/reviews/open", { item });
  return post<{ slug?: string; waiting?: string | null }>(page, "/api/reviews/decide", {
    item,
    key: crypto.randomUUID(),
    outcome: "certify",
    reasonCode: "needed_for_job",
    evidence: opened.evidence,
    inView: opened.asksInView,
    draft: opened.draft,
    supersedes: opened.supersedes,
    acknowledged: true,
    ...act,
  });
}

export const panel = (page: Page) => page.getByRole("region", { name: "Decision" });
export const list = (page: Page) => page.getByRole("navigation", { name: "Worklist" });

/** Shows an item and waits until it can be decided. */
export async function showItem(page: Page, review: string, item: string | undefined): Promise<void> {
  await page.goto(`/reviews/${review}?item=${item}`);
  await expect(panel(page).getByRole("button", { name: "Keep", exact: true })).toBeVisible();
}

/** Presses keep on the open item and gives a reason; recording it is left to the caller. */
export async function chooseKeep(page: Page, words: string): Promise<void> {
  await panel(page).getByRole("button", { name: "Keep", exact: true }).click();
  await panel(page).getByText("Needed for the job").click();
  await panel(page).getByRole("textbox").fill(words);
}

export const record = (page: Page) => panel(page).getByRole("button", { name: /Record and next/ });
