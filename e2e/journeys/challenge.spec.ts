import type { Page } from "@playwright/test";
import {
  cancel,
  decisionsOn,
  demoSources,
  list,
  type Opened,
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

/** Answers an item as its facts say, or against them, with all that this asks for; the verb it was answered with. */
async function answer(
  page: Page,
  review: string,
  item: string,
  how: "by the facts" | "against them",
): Promise<"keep" | "remove"> {
  const { body: opened } = await post<Opened>(page, "/api/reviews/open", { item });
  const { findings, facts } = opened.view;
  const speaksForRemoving =
    findings.length > 0 || facts.some((f) => /has left|[Nn]ever used|^Not used for/.test(f.sentence));
  await showItem(page, review, item);
  const verb = speaksForRemoving === (how === "against them") ? "keep" : "remove";
  const decision = panel(page);
  await decision.getByRole("button", { name: verb === "keep" ? "Keep" : "Remove", exact: true }).click();
  await decision.getByText(verb === "keep" ? "Needed for the job" : "Not needed for the job").click();
  await decision.getByLabel("Why, in your words").fill("The month end run of this team is done with it.");
  const makesUp = decision.getByLabel("What makes up for the risk");
  if (await makesUp.isVisible()) {
    await makesUp.fill("Each run is read the next morning.");
    await decision.getByLabel("Who answers").fill("Sigrid Aas");
    await decision.getByRole("option", { name: /Sigrid Aasen/ }).click();
    await decision.getByRole("button", { name: "90 days" }).click();
  }
  for (const care of await decision.getByRole("checkbox").all()) await care.check();
  await haveInView(page);
  await record(page).click();
  return verb;
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
  const [first, second, third, fourth] = await madeUp(page, admin, review, campaign);
  if (!first || !second || !third || !fourth) throw new Error("Too few challenge items were drawn.");
  await page.goto(`/reviews/${review}`);
  await expect(page.getByText(/A few items in this campaign are made up/)).toBeVisible();
  await page.getByRole("button", { name: "I have read this" }).click();
  const detail = async () => (await get<Detail>(page, `/api/reviews/${review}`)).body;
  const before = await detail();

  // What goes against the facts is said to, and why it is easy to miss.
  const verb = await answer(page, review, first, "against them");
  await expect(page.getByRole("heading", { name: "This one was made up" })).toBeFocused();
  await expect(page).toHaveURL(new RegExp(`item=${first}`));
  await expect(
    page
      .getByRole("definition")
      .getByText(new RegExp(`^You answered ${verb}\\. .*(easy to pass over|draft can be wrong)`)),
  ).toBeVisible();
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

  // What goes with the facts is said to as well.
  const right = await answer(page, review, second, "by the facts");
  await expect(page.getByRole("heading", { name: "This one was made up" })).toBeVisible();
  await expect(
    page.getByRole("definition").getByText(`You answered ${right}, which goes with the facts.`),
  ).toBeVisible();

  // "Don't know" is an answer of its own, and nobody is asked.
  await showItem(page, review, third);
  await page.keyboard.press("0");
  await panel(page).getByText("What it does").click();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "This one was made up" })).toBeVisible();
  await expect(page.getByRole("definition").getByText(/which is a fair answer/)).toBeVisible();

  // Nor is one handed on: that it was to be is the answer.
  await showItem(page, review, fourth);
  await page.keyboard.press("r");
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("To whom").fill("Sigrid");
  await dialog.getByRole("button", { name: /Sigrid Aasen/ }).click();
  await dialog.getByLabel("Why").fill("She runs it.");
  await dialog.getByRole("button", { name: "Hand on" }).click();
  await expect(page.getByRole("heading", { name: "This one was made up" })).toBeVisible();
  await expect(page).toHaveURL(new RegExp(`item=${fourth}`));
  await admin.goto(`/campaigns/${campaign}`);
  const told = admin.getByRole("region", { name: "Challenge items" });
  await expect(told).toContainText("4 answered");
  await expect(told).toContainText("is told when the campaign has ended");
  await accessibleAnyhow(admin);
  await cancel(admin, campaign);
});
