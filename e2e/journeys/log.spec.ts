import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { accessible, expect, get, test } from "../fixtures";

type Found = { rows: { index: number | null; hash: string; type: string; item: string | null }[] };
type Head = { size: number; vkey: string };

/** A sealed decision of the demo's past campaign, by following the log to the kind of entry. */
async function sealedDecision(page: Page): Promise<{ index: number }> {
  await page.goto("/log");
  await page.getByLabel("Kind of entry").selectOption("decision.recorded");
  await page.getByRole("button", { name: "Show", exact: true }).click();
  await expect(page).toHaveURL(/type=decision\.recorded/);
  const first = page.locator("[data-log-row]").first();
  const index = Number((await first.textContent())?.replaceAll(/[#,]/g, ""));
  return { index };
}

test("the log is followed by kind, campaign and item, its state stands in the address, and J goes on", async ({
  as,
}) => {
  const page = await as("auditor");
  await sealedDecision(page);
  await accessible(page);
  await page.getByRole("link", { name: "Follow the item" }).first().click();
  await expect(page).toHaveURL(/item=[0-9a-f-]{36}.*type=decision\.recorded/);
  await page.getByRole("link", { name: /^Item .* stop following$/ }).click();
  await expect(page).not.toHaveURL(/item=/);
  await page.getByRole("link", { name: "Follow the campaign" }).first().click();
  await expect(page.getByText("Only what you follow is shown.")).toBeVisible();
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await expect(page.locator("[data-log-row]").nth(1)).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/log\/\d+$/);
});

test("an entry's proof is checked in the browser, and what is taken away is found again by pasting it", async ({
  as,
}) => {
  const page = await as("auditor");
  const { index } = await sealedDecision(page);
  await page.goto(`/log/${index}`);
  await expect(page.getByText(`This entry stands at #${index.toLocaleString("en-GB")}`)).toBeVisible();
  await expect(page.getByText("Holds.")).toHaveCount(2);
  await accessible(page);
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Take the proof away" }).click(),
  ]);
  const text = readFileSync(await download.path(), "utf8");
  const hash = (await get<{ hash: string }>(page, `/api/log/${index}`)).body.hash;

  await page.goto("/log/check");
  await accessible(page);
  const box = page.getByLabel("What to look for");
  const status = page.getByRole("main").getByRole("status");
  for (const pasted of [text, hash, hash.slice(0, 8), `#${index}`]) {
    await box.fill(pasted);
    await box.press("Control+Enter");
    await expect(status).toContainText(`It is in the log, at #${index.toLocaleString("en-GB")}.`);
  }
  await box.fill(text.replace(`index ${index}\n`, `index ${index + 1}\n`));
  await box.press("Control+Enter");
  await expect(status).toContainText("this receipt does not prove it");
  await box.fill("0".repeat(64));
  await box.press("Control+Enter");
  await expect(status).toContainText("No sealed entry has the hash");
  await box.fill("good morning");
  await box.press("Control+Enter");
  await expect(status).toContainText("This is neither a receipt");
});

test("one checkpoint contains everything an earlier one had, said in words", async ({ as }) => {
  const page = await as("auditor");
  await page.goto("/log/checkpoints");
  await accessible(page);
  await page.getByRole("button", { name: "Compare" }).click();
  await expect(
    page.getByText(/^Holds\. Checkpoint #[\d,]+ contains everything that #[\d,]+ had/),
  ).toBeVisible();
  const { size } = (await get<Head>(page, "/api/log/head")).body;
  await page.getByRole("textbox", { name: "Earlier" }).fill(String(size + 1));
  await page.getByRole("button", { name: "Compare" }).click();
  await expect(page.getByText(/choose the smaller one as the earlier/)).toBeVisible();
});

test("an auditor steps through what a reviewer saw, and opening the reviewer's words is recorded", async ({
  as,
}) => {
  const page = await as("auditor");
  const { index } = await sealedDecision(page);
  const { item } = (await get<Found["rows"][number]>(page, `/api/log/${index}`)).body;
  await page.goto(`/log/${index}`);
  await page.getByRole("main").locator(`a[href$="/items/${item}"]`).first().click();
  await page.getByRole("link", { name: "What the reviewer saw" }).click();
  await expect(page.getByRole("heading", { name: "What the reviewer saw" })).toBeVisible();
  await accessible(page);
  const steps = page.getByRole("list", { name: "Steps, in order of time" });
  await page.keyboard.press("k");
  for (let i = 0; i < 20; i++) await page.keyboard.press("j");
  await expect(steps.locator("[aria-current=step]")).toHaveCount(1);
  await steps
    .getByRole("button", { name: /recorded (keep|remove|change)/ })
    .first()
    .click();
  await expect(page.getByText("Served and in view")).toBeVisible();
  const open = page.getByRole("button", { name: "Open the words" });
  if (await open.isVisible()) {
    await open.click();
    await expect(open).toBeHidden();
    await page.goto("/log?type=access.read");
    await expect(page.getByText(/opened words of others’/).first()).toBeVisible();
  }
});

test("a reviewer without a role reads no log and no replay", async ({ as }) => {
  const page = await as("Ana Duarte");
  for (const path of [
    "/api/log/find?id=018f0000-0000-7000-8000-000000000001",
    "/api/log/consistency?from=1",
    "/api/log/checkpoints",
  ])
    expect((await get(page, path)).status).toBe(403);
  await page.goto("/log/check");
  await expect(page.getByLabel("What to look for")).toHaveCount(0);
});
