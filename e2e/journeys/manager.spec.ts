import type { Page } from "@playwright/test";
import { accessible, expect, get, post, test } from "../fixtures";

type Row = { id: string; state: string; subjectName: string; title: string };
type Opened = {
  item: string;
  evidence: string;
  draft: { id: string; hash: string } | null;
  supersedes: string | null;
  view: { findings: unknown[] };
};

async function openReview(page: Page): Promise<string> {
  await page.goto("/reviews");
  await page.getByRole("link", { name: /Q4/ }).click();
  await page.waitForURL(/\/reviews\/[0-9a-f-]{36}/);
  await expect(page.getByRole("navigation", { name: "Worklist" }).getByRole("button").first()).toBeVisible();
  return /reviews\/([0-9a-f-]{36})/.exec(page.url())?.[1] ?? "";
}

/** Opens one item and waits until it can be decided. */
async function showItem(page: Page, review: string, id: string | undefined): Promise<void> {
  await page.goto(`/reviews/${review}?item=${id}`);
  await expect(panel(page).getByRole("button", { name: "Keep", exact: true })).toBeVisible();
}

async function rows(page: Page, review: string): Promise<Row[]> {
  return (await get<{ rows: Row[] }>(page, `/api/reviews/${review}/worklist?limit=200`)).body.rows;
}

/** Decides an item as its own script would; keeps what may be kept, removes the rest. */
async function decideByHttp(page: Page, id: string): Promise<void> {
  const { body: opened } = await post<Opened>(page, "/api/reviews/open", { item: id });
  const keep = opened.view.findings.length === 0;
  const { status } = await post(page, "/api/reviews/decide", {
    item: id,
    key: `e2e-${id}`,
    outcome: keep ? "certify" : "revoke",
    reasonCode: "other",
    words: "Looked at with the team.",
    evidence: opened.evidence,
    draft: opened.draft,
    supersedes: opened.supersedes,
    acknowledged: true,
  });
  expect(status).toBe(200);
}

const panel = (page: Page) => page.getByRole("region", { name: "Decision" });

test("I3: a manager decides from the facts by keyboard alone; pressing a verb records nothing", async ({
  as,
}) => {
  const page = await as("Ana Duarte");
  const review = await openReview(page);
  const open = (await rows(page, review)).filter((r) => r.state === "open");
  await showItem(page, review, open[0]?.id);
  await expect(
    page.getByRole("heading", { level: 2 }).filter({ hasText: open[0]?.subjectName ?? "" }),
  ).toBeVisible();
  for (const verb of ["Keep", "Remove", "Keep until", "Change", "Don’t know"])
    await expect(
      panel(page)
        .getByRole("button", { name: new RegExp(`^${verb}`) })
        .first(),
    ).toHaveAttribute("aria-pressed", "false");
  await page.keyboard.press("2");
  await expect(
    panel(page)
      .getByText(/confirms|overrides|nothing to confirm|no draft/)
      .first(),
  ).toBeVisible();
  expect((await rows(page, review)).find((r) => r.id === open[0]?.id)?.state).toBe("open");
  await page.keyboard.press("Escape");
  await page.keyboard.press("2");
  await panel(page).getByText("Not needed for the job").click();
  await panel(page).getByRole("textbox").fill("Payments moved to another team.");
  const care = panel(page).getByRole("checkbox");
  if (await care.count()) await care.check();
  await page.keyboard.press("Enter");
  await expect
    .poll(async () => (await rows(page, review)).find((r) => r.id === open[0]?.id)?.state)
    .toBe("decided");
  await expect(page).toHaveURL(new RegExp(`item=(?!${open[0]?.id})`));
});

test("a manager overrides with words, changes their mind, and both decisions stay", async ({ as }) => {
  const page = await as("Ana Duarte");
  const review = await openReview(page);
  const clean = [];
  for (const row of (await rows(page, review)).filter((r) => r.state === "open")) {
    const { body } = await post<Opened>(page, "/api/reviews/open", { item: row.id });
    if (body.view.findings.length === 0 && body.draft) clean.push(row);
    if (clean.length === 1) break;
  }
  const [row] = clean;
  await showItem(page, review, row?.id);
  await page.keyboard.press("d");
  await expect(page.getByText(/the draft says|too little/i).first()).toBeVisible();
  await page.keyboard.press("1");
  await panel(page).getByRole("textbox").fill("Covers month end until the hand-over is done.");
  await page.keyboard.press("Enter");
  await expect
    .poll(async () => (await rows(page, review)).find((r) => r.id === row?.id)?.state)
    .toBe("decided");
  await showItem(page, review, row?.id);
  await expect(panel(page).getByText(/You recorded keep/)).toBeVisible();
  await page.keyboard.press("3");
  await panel(page).getByRole("button", { name: "90 days" }).click();
  await panel(page).getByRole("textbox").last().fill("Only until the hand-over is done.");
  await page.keyboard.press("Enter");
  await expect
    .poll(
      async () =>
        (
          await get<{ rows: { outcome: string; supersededBy: string | null }[] }>(
            page,
            `/api/reviews/decisions?item=${row?.id}`,
          )
        ).body.rows?.length,
    )
    .toBe(2);
  await page.goto("/decisions");
  await expect(page.getByText("changed later").first()).toBeVisible();
  await expect(page.getByRole("link", { name: /sealed at #/ }).first()).toBeVisible();
  await accessible(page);
});

test("I15: keeping against a finding is refused in the panel and by the server", async ({ as }) => {
  const page = await as("Ana Duarte");
  const review = await openReview(page);
  const list = await rows(page, review);
  let found: { row: Row; opened: Opened } | undefined;
  for (const row of list.filter((r) => r.state === "open")) {
    const { body } = await post<Opened>(page, "/api/reviews/open", { item: row.id });
    if (body.view.findings.length > 0) {
      found = { row, opened: body };
      break;
    }
  }
  expect(found).toBeDefined();
  await showItem(page, review, found?.row.id);
  await page.keyboard.press("1");
  await expect(panel(page).getByText(/needs an exception/)).toBeVisible();
  const answer = await post<{ slug: string }>(page, "/api/reviews/decide", {
    item: found?.row.id,
    key: "e2e-exception",
    outcome: "certify",
    reasonCode: "other",
    words: "I want to.",
    evidence: found?.opened.evidence,
    draft: found?.opened.draft,
    supersedes: null,
  });
  expect([answer.status, answer.body.slug]).toEqual([422, "needs-exception"]);
});

test("a manager says don't know, hands an item on, and signs off when nothing is open", async ({ as }) => {
  const page = await as("Ana Duarte");
  const review = await openReview(page);
  const open = (await rows(page, review)).filter((r) => r.state === "open");
  await showItem(page, review, open[0]?.id);
  await page.keyboard.press("0");
  await panel(page).getByText("What it does").click();
  await page.keyboard.press("Enter");
  await expect.poll(async () => (await rows(page, review)).some((r) => r.id === open[0]?.id)).toBe(false);

  await showItem(page, review, open[1]?.id);
  await expect(
    page.getByRole("heading", { level: 2 }).filter({ hasText: open[1]?.subjectName ?? "" }),
  ).toBeVisible();
  await page.keyboard.press("r");
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("To whom").fill("Rohan");
  await dialog.getByRole("button", { name: /Rohan Deshpande/ }).click();
  await dialog.getByLabel("Why").fill("Works in his team now.");
  await dialog.getByRole("button", { name: "Hand on" }).click();
  await expect(dialog).toBeHidden();

  await page.goto(`/reviews/${review}/sign-off`);
  await expect(page.getByText(/still open/)).toBeVisible();
  for (const row of await rows(page, review)) if (row.state === "open") await decideByHttp(page, row.id);
  await page.reload();
  await page.getByLabel("I looked at the evidence of each item and decided it myself.").check();
  await accessible(page);
  await page.getByRole("button", { name: /^Sign off/ }).click();
  await expect(page.getByText("You signed this review off")).toBeVisible();
  await page.goto(`/reviews/${review}`);
  await expect(panel(page).getByText(/signed off/)).toBeVisible();
});

test("the review screen is accessible in light and dark, wide and narrow, and nothing scrolls sideways", async ({
  as,
}) => {
  const page = await as("Rohan Deshpande");
  await openReview(page);
  await expect(panel(page)).toBeVisible();
  await accessible(page);
  for (const [width, height] of [
    [390, 844],
    [320, 640],
    [1024, 768],
  ] as const) {
    await page.setViewportSize({ width, height });
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
  }
  await page.context().addCookies([{ name: "theme", value: "dark", url: page.url() }]);
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.reload();
  await expect(panel(page)).toBeVisible();
  await accessible(page);
});

test("two windows of one reviewer never overwrite each other", async ({ as }) => {
  const page = await as("Rohan Deshpande");
  const review = await openReview(page);
  const row = (await rows(page, review)).find((r) => r.state === "open");
  const { body: opened } = await post<Opened>(page, "/api/reviews/open", { item: row?.id });
  const act = (key: string) =>
    post<{ slug?: string }>(page, "/api/reviews/decide", {
      item: row?.id,
      key,
      outcome: "revoke",
      reasonCode: "not_used",
      words: "Not used.",
      evidence: opened.evidence,
      draft: opened.draft,
      supersedes: null,
      acknowledged: true,
    });
  const answers = await Promise.all([act("window-one"), act("window-two")]);
  expect(answers.map((a) => a.status).sort()).toEqual([200, 409]);
  const again = await act(answers[0]?.status === 200 ? "window-one" : "window-two");
  expect(again.status).toBe(200);
});
