import type { Page } from "@playwright/test";
import { accessible, expect, get, post, test } from "../fixtures";

const file = (name: string, text: string) => ({ name, mimeType: "text/csv", buffer: Buffer.from(text) });

/** A folder of a little application of our own, whose people are the demo's; `pay` is left out of the later one. */
function folder(pay: boolean) {
  return [
    file("applications.csv", "id,name,owner_id\nlantern,Lantern,\n"),
    file(
      "identities.csv",
      "id,name,email,manager_id\nL1,Mira Lantern,mira@lantern.example,L2\nL2,Odd Boss,odd@lantern.example,\n",
    ),
    file("accounts.csv", "id,application_id,identity_id\na1,lantern,L1\n"),
    file(
      "entitlements.csv",
      "id,application_id,name,description,privilege\nread,lantern,READ,Reads.,standard\npay,lantern,PAY,Pays.,standard\n",
    ),
    file("grants.csv", `account_id,entitlement_id\na1,read\n${pay ? "a1,pay\n" : ""}`),
  ];
}

async function importFolder(
  page: Page,
  files: ReturnType<typeof folder>,
  source: { anew: string } | { existing: string },
  asOf: string,
) {
  await page.goto("/sources/import");
  await page.locator("input[type=file]").setInputFiles(files);
  await expect(page.getByRole("button", { name: "Start the import" })).toBeVisible();
  if ("anew" in source) {
    await page.getByLabel("Source", { exact: true }).selectOption({ label: "A new source" });
    await page.getByLabel("Name of the new source").fill(source.anew);
  } else await page.getByLabel("Source", { exact: true }).selectOption({ label: source.existing });
  await page.getByLabel("As of").fill(asOf);
  await page.getByRole("button", { name: "Start the import" }).click();
  await expect(page.getByRole("link", { name: "Show the source" })).toBeVisible({ timeout: 60_000 });
}

/** A launched campaign over the source, with Rohan Deshpande as the one reviewer; its id. */
async function launch(page: Page, name: string): Promise<string> {
  const { status, body } = await post<{ campaign: string }>(page, "/api/campaigns", {
    name,
    sources: ["Lantern"],
    mode: "named",
    reviewer: "rohan.deshpande@haldenvoss.example",
    due: "2026-12-20",
  });
  expect(status).toBe(200);
  await expect
    .poll(async () => (await get<{ status: string }>(page, `/api/campaigns/${body.campaign}`)).body.status, {
      timeout: 60_000,
    })
    .toBe("launched");
  return body.campaign;
}

test("an admin imports a folder and a mapped CSV, and a bad file is refused in one sentence", async ({
  as,
}) => {
  const page = await as("admin");
  await importFolder(page, folder(true), { anew: "Lantern" }, "2026-11-20");
  await expect(page.getByText(/holds|=/).first()).toBeVisible();
  await accessible(page);
  await page.goto("/sources");
  await expect(page.getByRole("link", { name: "Lantern", exact: true })).toBeVisible();
  await accessible(page);

  await page.goto("/sources/import");
  await page
    .locator("input[type=file]")
    .setInputFiles([
      file(
        "users.csv",
        "Account name,Role,Status,Email\nmira,Admin,Active,mira@lantern.example\nodd,Viewer;Editor,Active,odd@lantern.example\n",
      ),
    ]);
  await expect(page.getByText(/Columns|columns/).first()).toBeVisible();
  await accessible(page);

  await page.goto("/sources/import");
  await page.locator("input[type=file]").setInputFiles([file("empty.csv", "")]);
  await expect(
    page
      .getByText("Cannot be imported")
      .or(page.getByRole("alert").filter({ hasText: /\w/ }))
      .first(),
  ).toBeVisible();
});

test("an admin builds a campaign on live figures, launches it, hands a list on and cancels it with a reason", async ({
  as,
}) => {
  const page = await as("admin");
  await page.goto("/campaigns");
  await accessible(page);
  await page.goto("/campaigns/new");
  await page.locator("[name=name]").fill("Lantern trial");
  await page.locator("[name=scope]").fill("colour = red");
  await expect(page.getByText(/colour/).first()).toBeVisible();
  await accessible(page);
  await page.locator("[name=scope]").fill("");
  for (const box of await page.getByRole("group", { name: "Sources" }).getByRole("checkbox").all())
    await box.uncheck();
  await page.getByRole("checkbox", { name: /^Lantern/ }).check();
  await page.getByRole("radio", { name: "One named person" }).check();
  await page.getByLabel("Reviewer", { exact: true }).fill("rohan.deshpande@haldenvoss.example");
  await expect(page.getByText("Rohan Deshpande can sign in and review.")).toBeVisible();
  await page.getByLabel("Due", { exact: true }).fill("2026-12-20");
  await page.getByRole("button", { name: "Launch 2 items" }).click();
  await page.waitForURL(/\/campaigns\/[0-9a-f-]{36}$/);
  const id = page.url().slice(-36);
  await expect(page.getByText("Rohan Deshpande").first()).toBeVisible({ timeout: 60_000 });
  await accessible(page);
  const { body: before } = await get<{ rows: { review: string; name: string }[] }>(
    page,
    `/api/campaigns/${id}/progress`,
  );
  const review = before.rows.find((r) => r.name === "Rohan Deshpande")?.review;
  const people = (await get<{ id: string; name: string }[]>(page, "/api/reviews/people?q=Sigrid Aasen")).body;
  const moved = await post<{ items: number }>(page, "/api/items/reassign", {
    review,
    to: people[0]?.id,
    reason: "She owns it.",
    key: "e2e-hand-on",
  });
  expect([moved.status, moved.body.items]).toEqual([200, 2]);
  await page.reload();
  await page.getByRole("button", { name: "Cancel campaign" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox").fill("A trial run only.");
  await accessible(page);
  await dialog.getByRole("button", { name: "Cancel campaign" }).click();
  await expect
    .poll(async () => (await get<{ status: string }>(page, `/api/campaigns/${id}`)).body.status)
    .toMatch(/cancelled|sealed/);
  expect((await post(page, `/api/campaigns/${id}/close`, {})).status).toBe(422);
});

test("I10: what a reviewer removes, the owner marks done, and only the next complete export shows gone", async ({
  as,
}) => {
  const admin = await as("admin");
  await launch(admin, "Lantern review");
  const rohan = await as("Rohan Deshpande");
  const { body: reviews } = await get<{ id: string; name: string }[]>(rohan, "/api/reviews");
  const review = reviews.find((r) => r.name === "Lantern review")?.id;
  const { body: list } = await get<{ rows: { id: string; technical: string }[] }>(
    rohan,
    `/api/reviews/${review}/worklist`,
  );
  for (const row of list.rows) {
    const { body: opened } = await post<{ evidence: string; asksInView: string[]; draft: unknown }>(
      rohan,
      "/api/reviews/open",
      {
        item: row.id,
      },
    );
    const decided = await post(rohan, "/api/reviews/decide", {
      item: row.id,
      key: `e2e-${row.id}`,
      outcome: row.technical === "PAY" ? "revoke" : "certify",
      reasonCode: "other",
      words: "Asked the team.",
      evidence: opened.evidence,
      inView: opened.asksInView,
      draft: opened.draft,
      supersedes: null,
      acknowledged: true,
    });
    expect(decided.status).toBe(200);
  }
  expect((await post(rohan, "/api/reviews/sign-off", { review, key: "e2e-sign-off" })).status).toBe(200);
  type Tasks = {
    rows: { id: string; technical: string; application: string; state: string; owner: string }[];
  };
  const task = async () =>
    (await get<Tasks>(admin, "/api/remediation?whose=all&limit=200")).body.rows.find(
      (t) => t.application === "Lantern",
    );
  await expect.poll(async () => (await task())?.state).toBe("requested");
  await importFolder(admin, folder(false), { existing: "Lantern" }, "2026-11-21");
  await expect.poll(async () => (await task())?.state, { timeout: 30_000 }).toBe("seen_gone");
  await admin.goto("/remediation?whose=all&state=seen_gone");
  await expect(admin.getByText(/file by another person/).first()).toBeVisible();
});

test("people and roles: an admin sees who may what, and cannot change their own roles", async ({ as }) => {
  const page = await as("admin");
  await page.goto("/people");
  await expect(page.getByText("Ana Duarte").first()).toBeVisible();
  await accessible(page);
  await page.goto("/settings");
  await expect(
    page.getByText("Notes are drafted by fixed rules on this server.", { exact: false }),
  ).toBeVisible();
  await accessible(page);
});
