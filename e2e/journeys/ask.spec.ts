import type { Page } from "@playwright/test";
import { accessible, expect, get, haveInView, post, test } from "../fixtures";
import { demoUrl, mailboxUrl } from "../world";

type Row = { id: string; state: string; first: boolean; subjectKind: string; subjectName: string };
type Opened = { item: string; version: number; evidence: string; draft: { id: string } | null };
type Mail = { to: string[]; subject: string[]; text: string };

const panel = (page: Page) => page.getByRole("region", { name: "Decision" });
const asked = (page: Page) => page.getByRole("region", { name: "Questions about this item" });

async function openReview(page: Page): Promise<string> {
  await page.goto("/reviews");
  await page.getByRole("link", { name: /Q4/ }).click();
  await page.waitForURL(/\/reviews\/[0-9a-f-]{36}/);
  return /reviews\/([0-9a-f-]{36})/.exec(page.url())?.[1] ?? "";
}

/** Open items of people that nobody was asked about yet. */
async function unasked(page: Page, review: string): Promise<Row[]> {
  const { body } = await get<{ rows: Row[] }>(page, `/api/reviews/${review}/worklist?limit=200`);
  const marks = await get<{ item: string }[]>(page, `/api/questions/reviews/${review}`);
  const known = new Set(marks.body.map((m) => m.item));
  return body.rows.filter(
    (r) => r.state === "open" && !r.first && r.subjectKind === "human" && !known.has(r.id),
  );
}

async function showItem(page: Page, review: string, id: string | undefined): Promise<void> {
  await page.goto(`/reviews/${review}?item=${id}`);
  await expect(panel(page).getByRole("button", { name: "Keep", exact: true })).toBeVisible();
}

async function askInDialog(page: Page, whom: RegExp, what: string): Promise<void> {
  await page.keyboard.press("a");
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("radio", { name: whom }).check();
  await dialog.getByRole("textbox").fill(what);
  await dialog.getByRole("button", { name: "Ask", exact: true }).click();
  await expect(dialog).toBeHidden();
}

async function mails(): Promise<Mail[]> {
  const response = await fetch(mailboxUrl);
  return response.json();
}

/** The link in the newest mail that asks this; it is on its way for a moment. */
async function linkOf(question: string): Promise<string> {
  let found: string | undefined;
  await expect
    .poll(async () => {
      const mail = (await mails()).findLast((m) => m.text.includes(question));
      found = /https?:\/\/\S+\/answer\/\S+/.exec(mail?.text ?? "")?.[0];
      return found;
    })
    .toBeTruthy();
  return found ?? "";
}

test("I13: a question is asked, answered by e-mail without signing in, and is evidence of the next version", async ({
  as,
  browser,
}) => {
  const page = await as("Ana Duarte");
  const review = await openReview(page);
  const [row] = await unasked(page, review);
  await showItem(page, review, row?.id);
  const before = (await post<Opened>(page, "/api/reviews/open", { item: row?.id })).body;
  await page.keyboard.press("a");
  await expect(page.getByRole("dialog").getByRole("radio").first()).toBeVisible();
  await accessible(page);
  await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
  const what = "Do you still need it for the payment run?";
  await askInDialog(page, new RegExp(row?.subjectName ?? ""), what);
  await expect(asked(page).getByText(/no answer yet/)).toBeVisible();
  await accessible(page);

  const link = await linkOf(what);
  const context = await browser.newContext({ baseURL: demoUrl });
  const stranger = await context.newPage();
  await stranger.goto(link);
  await expect(stranger.getByRole("heading", { level: 1 })).toHaveText(what);
  await accessible(stranger);
  // Opening it, as a mail scanner does, changes nothing.
  await stranger.reload();
  expect((await post<Opened>(page, "/api/reviews/open", { item: row?.id })).body.version).toBe(
    before.version,
  );
  await stranger.getByRole("textbox").fill("Yes, on the last working day of each month.");
  await stranger.getByRole("button", { name: "Send the answer" }).click();
  await expect(stranger.getByRole("heading", { level: 1 })).toHaveText("Your answer is recorded");
  await accessible(stranger);
  await stranger.goto(link);
  await expect(stranger.getByRole("heading", { level: 1 })).toHaveText("This was answered already");
  expect((await stranger.context().cookies()).filter((c) => /session/.test(c.name))).toEqual([]);
  await stranger.goto(`${link.slice(0, -6)}AAAAAA`);
  await expect(stranger.getByRole("heading", { level: 1 })).toHaveText("There is nothing behind this link");
  await stranger.goto("/reviews");
  await expect(stranger).toHaveURL(/\/sign-in/);
  await context.close();

  await expect(asked(page).getByText("An answer came in")).toBeVisible({ timeout: 40_000 });
  await asked(page).getByRole("button", { name: "Show it" }).click();
  await expect(page.getByText(/answered on .*, by e-mail: “Yes, on the last working day/)).toBeVisible();
  const after = (await post<Opened>(page, "/api/reviews/open", { item: row?.id })).body;
  expect(after.version).toBe(before.version + 1);
  expect(after.evidence).not.toBe(before.evidence);
  await accessible(page);
});

test("I4: what was chosen stays when an answer comes in as it is recorded; nothing is decided on the evidence of before", async ({
  as,
}) => {
  const page = await as("Ana Duarte");
  const admin = await as("admin");
  const review = await openReview(page);
  const [row] = await unasked(page, review);
  await showItem(page, review, row?.id);
  const what = "Is this the right person to ask?";
  await askInDialog(page, /Set up this campaign|Mateus/, what);
  await page.keyboard.press("2");
  await panel(page).getByText("Not needed for the job").click();
  await panel(page).getByRole("textbox").first().fill("The team lead does it now.");
  await admin.goto("/questions");
  await accessible(admin);
  await admin.getByRole("textbox").first().fill("Yes, you are.");
  await admin.getByRole("button", { name: "Send the answer" }).first().click();
  await expect(admin.getByText("In the last 30 days")).toBeVisible();
  const care = panel(page).getByRole("checkbox");
  if (await care.count()) await care.check();
  await haveInView(page);
  await panel(page)
    .getByRole("button", { name: /Record and next/ })
    .click();
  await expect(panel(page).getByText("An answer came in")).toBeVisible();
  await expect(page).toHaveURL(new RegExp(`item=${row?.id}`));
  await expect(panel(page).getByRole("button", { name: "Remove", exact: true })).toHaveAttribute(
    "aria-pressed",
    "true",
  );
  await expect(panel(page).getByRole("textbox").first()).toHaveValue("The team lead does it now.");
  await expect(page.getByText(/answered on .*, here: “Yes, you are/)).toBeVisible();
  const state = async () =>
    (await get<{ rows: Row[] }>(page, `/api/reviews/${review}/worklist?limit=200`)).body.rows.find(
      (r) => r.id === row?.id,
    )?.state;
  expect(await state()).toBe("open");
  if (await care.count()) await care.check();
  await haveInView(page);
  await panel(page)
    .getByRole("button", { name: /Record and next/ })
    .click();
  await expect.poll(state).toBe("decided");
});

test("the campaign's page says what was sent, and invitations reach reviewers once", async ({ as }) => {
  const admin = await as("admin");
  await admin.goto("/campaigns");
  await admin.getByRole("link", { name: /Q4/ }).click();
  const section = admin.getByRole("region", { name: "Mail" });
  await expect(section.getByRole("row", { name: /Invitations/ })).toBeVisible();
  const invitations = (await mails()).filter((m) => m.subject[0]?.startsWith("Access for you to review"));
  expect(invitations.length).toBeGreaterThan(0);
  // Each of a list of their own; somebody may have one in two campaigns.
  const lists = invitations.map((m) => `${m.to.join()} ${/\/reviews\/[0-9a-f-]{36}/.exec(m.text)?.[0]}`);
  expect(new Set(lists).size).toBe(invitations.length);
  for (const { subject } of await mails()) expect(subject.join()).not.toMatch(/Q4|Duarte|Treasury/);
});
