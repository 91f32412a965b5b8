import type { Page } from "@playwright/test";
import { accessible, expect, get, haveInView, post, test } from "../fixtures";

type Row = {
  id: string;
  state: string;
  first: boolean;
  waiting: string | null;
  subjectName: string;
  title: string;
};
type Opened = {
  item: string;
  evidence: string;
  asksInView: string[];
  draft: { id: string; hash: string } | null;
  supersedes: string | null;
  view: { findings: { conflict: boolean }[] };
  choices: { keep: { exception?: { second: string | null } } };
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
    inView: opened.asksInView,
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
  const open = (await rows(page, review)).filter((r) => r.state === "open" && !r.first);
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
  await haveInView(page);
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
  await haveInView(page);
  await page.keyboard.press("Enter");
  await expect
    .poll(async () => (await rows(page, review)).find((r) => r.id === row?.id)?.state)
    .toBe("decided");
  await showItem(page, review, row?.id);
  await expect(panel(page).getByText(/You recorded keep/)).toBeVisible();
  await page.keyboard.press("3");
  await panel(page).getByRole("button", { name: "90 days" }).click();
  await panel(page).getByRole("textbox").last().fill("Only until the hand-over is done.");
  // Nothing is recorded before it stands there what it is against the draft.
  await expect(
    panel(page)
      .getByText(/confirms|overrides|nothing to confirm|no draft/)
      .first(),
  ).toBeVisible();
  await haveInView(page);
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

/** The first open item with a finding for which the reader knows a use. */
async function withFinding(
  page: Page,
  review: string,
  fits: (opened: Opened) => boolean,
): Promise<{ row: Row; opened: Opened }> {
  for (const row of (await rows(page, review)).filter((r) => r.state === "open")) {
    const { body } = await post<Opened>(page, "/api/reviews/open", { item: row.id });
    if (body.view.findings.length > 0 && fits(body)) return { row, opened: body };
  }
  throw new Error("Every item with such a finding is decided.");
}

test("I15: keeping against a finding takes an exception, in the panel and by the server, and a second person grants it", async ({
  as,
}) => {
  const page = await as("Ana Duarte");
  const review = await openReview(page);
  const { row, opened } = await withFinding(
    page,
    review,
    (o) => o.choices.keep.exception?.second === "Sigrid Aasen",
  );
  const bare = await post<{ slug: string }>(page, "/api/reviews/decide", {
    item: row.id,
    key: "e2e-exception",
    outcome: "certify",
    reasonCode: "other",
    words: "I want to.",
    evidence: opened.evidence,
    inView: opened.asksInView,
    draft: opened.draft,
    supersedes: null,
  });
  expect([bare.status, bare.body.slug]).toEqual([422, "needs-exception"]);

  await showItem(page, review, row.id);
  await page.keyboard.press("1");
  await expect(panel(page).getByText(/Keeping it is an exception/)).toBeVisible();
  await expect(panel(page).getByText(/has to grant it before it counts/)).toBeVisible();
  await panel(page).getByText("Required by a process or contract").click();
  await page.keyboard.press("n");
  await page.keyboard.type("Month end needs it until the hand-over.");
  await page.keyboard.press("Enter");
  await expect(panel(page).getByText("Write what makes up for the risk.")).toBeVisible();
  await panel(page).getByLabel("What makes up for the risk").fill("Each run is read the next morning.");
  await panel(page).getByLabel("Who answers").fill("Rohan Desh");
  await expect(panel(page).getByRole("option", { name: /Rohan Deshpande/ })).toBeVisible();
  await page.keyboard.press("Enter");
  await panel(page).getByRole("button", { name: "90 days" }).click();
  await accessible(page);
  await haveInView(page);
  await page.keyboard.press("n");
  await panel(page).getByLabel("Why, in your words").press("Enter");
  await expect
    .poll(async () => (await rows(page, review)).find((r) => r.id === row.id))
    .toMatchObject({ state: "decided", waiting: "exception" });
  await showItem(page, review, row.id);
  await expect(panel(page).getByText("Waits for a second person.")).toBeVisible();

  const other = await as("Sigrid Aasen");
  await other.goto("/exceptions?show=mine");
  await accessible(other);
  await other
    .getByRole("row")
    .filter({ hasText: row.title })
    .getByRole("button", { name: "Look and answer" })
    .click();
  const dialog = other.getByRole("dialog");
  await expect(dialog.getByText("Each run is read the next morning.")).toBeVisible();
  await dialog.getByRole("button", { name: "Refuse" }).click();
  await expect(dialog.getByText(/Say why, so that/)).toBeVisible();
  await dialog.getByLabel(/In your words/).fill("Split it between two people.");
  await dialog.getByRole("button", { name: "Refuse" }).click();
  await expect(dialog).toBeHidden();
  await showItem(page, review, row.id);
  await expect(panel(page).getByText(/refused the exception.*Split it between two people/)).toBeVisible();
  expect((await rows(page, review)).find((r) => r.id === row.id)?.state).toBe("open");
});

test("I15: both sides of a conflict are decided as a pair, one decision an item, by keyboard", async ({
  as,
}) => {
  const page = await as("Ana Duarte");
  const review = await openReview(page);
  const { row } = await withFinding(page, review, (o) => o.view.findings.some((f) => f.conflict));
  await showItem(page, review, row.id);
  await page.keyboard.press("b");
  await expect(page.getByRole("button", { name: /Back to the item/ })).toBeVisible();
  await accessible(page);
  const removal = page.getByRole("button", { name: /^Remove “/ }).first();
  await expect(removal).toHaveAttribute("aria-pressed", "false");
  await removal.press("Enter");
  const act = page.getByRole("region", { name: "Not recorded yet" });
  await expect(
    act.getByText(/confirms|overrides|nothing to confirm|no draft|before the draft/).first(),
  ).toBeVisible();
  expect((await rows(page, review)).find((r) => r.id === row.id)?.state).toBe("open");
  const later = act.getByText("Decide it later");
  if (await later.count()) await later.click();
  await act.getByText("Conflicts with other access").click();
  await act.getByLabel("Why, in your words").fill("One of the two is enough.");
  for (const care of await act.getByRole("checkbox").all()) await care.check();
  const record = act.getByRole("button", { name: /^Record/ });
  // The first press may lead to facts that were folded away; the next one records.
  await expect(async () => {
    if (await record.isVisible()) await record.click();
    await expect
      .poll(async () => (await rows(page, review)).find((r) => r.id === row.id)?.state, { timeout: 1_600 })
      .toBe("decided");
  }).toPass();
  await page.keyboard.press("b");
  await expect(panel(page).getByText(/You recorded remove/)).toBeVisible();
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
      inView: opened.asksInView,
      draft: opened.draft,
      supersedes: null,
      acknowledged: true,
    });
  const answers = await Promise.all([act("window-one"), act("window-two")]);
  expect(answers.map((a) => a.status).sort()).toEqual([200, 409]);
  const again = await act(answers[0]?.status === 200 ? "window-one" : "window-two");
  expect(again.status).toBe(200);
});
