import type { Page } from "@playwright/test";
import {
  cancel,
  decisionsOn,
  demoSources,
  list,
  panel,
  record,
  reviewIn,
  rowsOf,
  showItem,
  statusOf,
} from "../campaigns";
import { accessibleAnyhow, expect, get, haveInView, post, test } from "../fixtures";

type Detail = { items: number; decided: number; open: number };

const name = "Workplace, with challenge items";
const scope = 'application in (exp, wrk) and department = "Treasury"';

/** Ids on the list that are no items of the campaign: nothing that a reviewer is shown tells them apart. */
async function madeUp(page: Page, admin: Page, review: string, campaign: string): Promise<string[]> {
  const { body } = await get<{ rows: { itemId: string }[] }>(
    admin,
    `/api/campaigns/${campaign}/items?limit=200`,
  );
  const items = new Set(body.rows.map((i) => i.itemId));
  return (await rowsOf(page, review)).filter((r) => !items.has(r.id)).map((r) => r.id);
}

test("challenge items: allowed by a control owner, launched by an admin, told to reviewers, revealed at the answer, and never a decision", async ({
  as,
}) => {
  test.setTimeout(180_000);
  const owner = await as("control owner");
  await owner.goto("/campaigns/new");
  await owner.locator("[name=name]").fill(name);
  await owner.getByRole("button", { name: `Allow them for “${name}”` }).click();
  await expect(owner.getByRole("list", { name: "Leaves you gave" })).toContainText(name);
  await accessibleAnyhow(owner);

  const admin = await as("admin");
  await admin.goto("/campaigns/new");
  const box = admin.getByRole("checkbox", { name: /Put challenge items in/ });
  await expect(box).toBeDisabled();
  await admin.locator("[name=name]").fill(name);
  await expect(admin.getByText(/Henrik Solberg allowed them for a campaign of this name/)).toBeVisible();
  await expect(box).toBeEnabled();
  const launched = await post<{ campaign: string }>(admin, "/api/campaigns", {
    name,
    scope,
    sources: demoSources,
    mode: "named",
    reviewer: "rohan.deshpande@haldenvoss.example",
    due: "2026-12-20",
    settings: {
      blindShare: 0,
      challengeItems: true,
      subjects: { credentials: false, identities: false },
      mail: { invitations: false, reminderDays: [] },
    },
  });
  expect(launched.status).toBe(200);
  const { campaign } = launched.body;
  await expect.poll(() => statusOf(admin, campaign), { timeout: 60_000 }).toBe("launched");

  const page = await as("Rohan Deshpande");
  const review = await reviewIn(page, name);
  const [first, second, third] = await madeUp(page, admin, review, campaign);
  if (!first) throw new Error("No challenge item was drawn.");
  await page.goto(`/reviews/${review}`);
  await expect(page.getByText(/A few items in this campaign are made up/)).toBeVisible();
  await page.getByRole("button", { name: "I have read this" }).click();
  const detail = async () => (await get<Detail>(page, `/api/reviews/${review}`)).body;
  const before = await detail();

  await showItem(page, review, first);
  await panel(page).getByRole("button", { name: "Remove", exact: true }).click();
  await panel(page).getByText("Not needed for the job").click();
  await panel(page).getByRole("textbox").fill("Their work has changed.");
  for (const care of await panel(page).getByRole("checkbox").all()) await care.check();
  await haveInView(page);
  await record(page).click();
  await expect(page.getByRole("heading", { name: "This one was made up" })).toBeFocused();
  await expect(page).toHaveURL(new RegExp(`item=${first}`));
  await expect(page.getByRole("definition").getByText(/^You answered remove/)).toBeVisible();
  await accessibleAnyhow(page);
  await expect(list(page).locator(`[data-row="${first}"]`)).toContainText("made up");
  // It was no item: one fewer to do, and nothing more is decided.
  expect(await detail()).toMatchObject({
    items: before.items - 1,
    open: before.open - 1,
    decided: before.decided,
  });
  await expect(
    page.getByRole("progressbar", { name: new RegExp(`${before.decided} of ${before.items - 1} decided`) }),
  ).toBeVisible();
  expect(await decisionsOn(page, first)).toEqual([]);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(new RegExp(`item=(?!${first})`));
  await expect(panel(page)).toBeVisible();

  // "Don't know" is an answer of its own, and nobody is asked.
  if (second) {
    await showItem(page, review, second);
    await page.keyboard.press("0");
    await panel(page).getByText("What it does").click();
    await page.keyboard.press("Enter");
    await expect(page.getByRole("heading", { name: "This one was made up" })).toBeVisible();
    await expect(page.getByRole("definition").getByText(/which is a fair answer/)).toBeVisible();
  }
  // Nor is one handed on: that it was to be is the answer.
  if (third) {
    await showItem(page, review, third);
    await page.keyboard.press("r");
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("To whom").fill("Sigrid");
    await dialog.getByRole("button", { name: /Sigrid Aasen/ }).click();
    await dialog.getByLabel("Why").fill("She runs it.");
    await dialog.getByRole("button", { name: "Hand on" }).click();
    await expect(page.getByRole("heading", { name: "This one was made up" })).toBeVisible();
    await expect(page).toHaveURL(new RegExp(`item=${third}`));
  }
  await admin.goto(`/campaigns/${campaign}`);
  const told = admin.getByRole("region", { name: "Challenge items" });
  await expect(told).toContainText(`${[first, second, third].filter(Boolean).length} answered`);
  await expect(told).toContainText("is told when the campaign has ended");
  await accessibleAnyhow(admin);
  await cancel(admin, campaign);
});
