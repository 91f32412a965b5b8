import { accessible, accessibleAnyhow, expect, get, test } from "../fixtures";

type Campaigns = { rows: { id: string; name: string }[] };

/** The address of the demo's ended campaign. */
async function ended(page: Parameters<typeof get>[0]): Promise<string> {
  const { rows } = (await get<Campaigns>(page, "/api/campaigns?limit=50")).body;
  const found = rows.find((c) => c.name === "Q3 access review");
  if (!found) throw new Error("The demo has no ended campaign.");
  return `/campaigns/${found.id}`;
}

test("a control owner reads the report and the figures, answers them, and it stands beside them", async ({
  as,
}) => {
  const page = await as("control owner");
  const campaign = await ended(page);
  await page.goto(`${campaign}/report`);
  await expect(page.getByRole("heading", { name: "Campaign report" })).toBeVisible();
  await accessibleAnyhow(page);
  await page.goto(`${campaign}/oversight`);
  await expect(page.getByRole("heading", { name: "Rubber-stamp index" })).toBeVisible();
  await accessibleAnyhow(page);
  await page.getByLabel("What you do about these figures").selectOption("other");
  await page.getByLabel("Why, in your words").fill("The two departments that hurried are told so.");
  await page.getByRole("button", { name: "Record your answer" }).click();
  await expect(page.getByText("The two departments that hurried are told so.").first()).toBeVisible();
});

test("an auditor draws a sample, notes a judgement, freezes the paper and takes it away", async ({ as }) => {
  const page = await as("auditor");
  await page.goto("/audit/workpapers");
  await page.getByLabel("Name").fill("Sample of quarter three");
  await page.getByLabel("Campaign or period").selectOption({ label: "Q3 access review" });
  await page.getByLabel("Sample size").first().fill("5");
  await page.getByLabel("Seed").first().fill("harbour-2026");
  await page.getByRole("button", { name: "Draw the sample" }).click();
  await page.waitForURL(/workpapers\/[0-9a-f-]{36}$/);
  const item = page.getByRole("region", { name: "Item 1 of the sample" });
  await expect(item).toBeVisible();
  await accessibleAnyhow(page);
  const tested = item.getByRole("listitem").last();
  await tested.getByText("Note", { exact: true }).click();
  await tested.getByLabel("Comment").fill("Asked the owner of the application, who showed the ticket.");
  await tested.getByRole("button", { name: "Record it" }).click();
  await expect(item.getByText("Asked the owner of the application").first()).toBeVisible();
  await page.getByRole("button", { name: "Freeze" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Freeze" }).click();
  await expect(page.getByRole("button", { name: "Record it" })).toHaveCount(0);
  await expect(page.getByText(/^Frozen/).first()).toBeVisible();
});

test("periods, a legal hold, the calendar of controls and the control mapping, in light and dark, wide and narrow", async ({
  as,
}) => {
  const page = await as("control owner");
  await page.goto("/settings/retention");
  await page.getByRole("button", { name: "Put a hold" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("On", { exact: true }).selectOption({ label: "Q3 access review" });
  await dialog.getByLabel("Reason").fill("The regulator asked for it in writing.");
  await accessible(page);
  await dialog.getByRole("button", { name: "Put the hold" }).click();
  await expect(page.getByText("Held", { exact: true }).last()).toBeVisible();
  await accessibleAnyhow(page);
  await page.getByRole("button", { name: /^Lift/ }).click();
  await dialog.getByLabel("Reason").fill("The regulator closed the matter.");
  await dialog.getByRole("button", { name: "Lift the hold" }).click();
  await expect(page.getByText(/^lifted/)).toBeVisible();
  await page.getByRole("button", { name: "Ask for an erasure" }).click();
  await expect(dialog).toContainText("account is disabled");
  await page.keyboard.press("Escape");

  await page.goto("/controls");
  await accessibleAnyhow(page);
  await page.getByRole("button", { name: /^Change that Privileged/ }).click();
  await dialog.getByLabel("Months from one review to the next").fill("1");
  await dialog.getByRole("button", { name: "Set the months" }).click();
  await expect(page.getByText("Privileged access is reviewed every month, set on")).toBeVisible();

  await page.goto("/audit/mapping");
  await accessibleAnyhow(page);
  await page.getByRole("link", { name: "1 sealed campaign" }).first().click();
  await expect(page).toHaveURL(/\/campaigns\?status=sealed$/);
  await expect(page.getByRole("link", { name: "Q3 access review" })).toBeVisible();
});
