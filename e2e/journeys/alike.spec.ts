import type { Page } from "@playwright/test";
import { launch, reviewIn } from "../campaigns";
import { accessible, expect, get, haveInView, post, test } from "../fixtures";

type Cluster = { id: string; title: string; count: number; items: string[] };
type Clusters = { off: string | null; cap: number; clusters: Cluster[] };
type Member = {
  item: string;
  evidence: string;
  draft: { id: string; hash: string } | null;
  supersedes: string | null;
};
type Row = { id: string; risk: string; state: string; outcome: string | null };
type Decision = { item: string; outcome: string; words: string | null };

const panel = (page: Page) => page.getByRole("region", { name: "Decision" });

/** A list of Rohan's on which much is alike, none of it drawn by lot to be decided before its draft. */
async function alikeItems(admin: Page, page: Page, name: string): Promise<{ review: string } & Clusters> {
  await launch(admin, {
    name,
    reviewer: "Rohan Deshpande",
    scope: 'application in (exp, wrk, trs) and department = "Treasury"',
  });
  const review = await reviewIn(page, name);
  const { body } = await get<Clusters>(page, `/api/reviews/${review}/clusters`);
  return { review, ...body };
}

test("I6: alike items are opened, chosen by hand and recorded in one act by keyboard, and one of them is changed after", async ({
  as,
}) => {
  const page = await as("Rohan Deshpande");
  const { review, off, clusters } = await alikeItems(await as("admin"), page, "Alike in Treasury");
  expect(off).toBeNull();
  const cluster = clusters.find((c) => c.items.length >= 3) ?? clusters[0];
  if (!cluster) throw new Error("Nothing is alike on this list.");
  const n = cluster.items.length;
  await page.goto(`/reviews/${review}?item=${cluster.id}`);
  const line = page.getByRole("main").locator('[aria-keyshortcuts="T"]');
  await expect(line).toHaveText(/alike, low risk: decide .*together/);
  await page.keyboard.press("t");
  await expect(page.getByRole("heading", { name: new RegExp(`^${n} people (can|hold) `) })).toBeFocused();
  // Nothing is chosen and no verb is pressed until somebody does (I3).
  const boxes = page.getByRole("list").getByRole("checkbox");
  await expect(boxes).toHaveCount(n);
  for (const box of await boxes.all()) await expect(box).not.toBeChecked();
  await expect(panel(page).getByRole("button", { pressed: true })).toHaveCount(0);
  await accessible(page);

  // With nothing chosen nothing can be recorded.
  await page.keyboard.press("1");
  await panel(page).getByText("Needed for the job").click();
  await panel(page).getByRole("textbox").fill("Each of them still does this work.");
  await page.getByRole("heading", { name: /^\d+ people (can|hold) / }).focus();
  await page.keyboard.press("Enter");
  await expect(panel(page).getByText("Choose the items this is for.")).toBeVisible();

  await page.getByRole("button", { name: `Choose all ${n}` }).click();
  await expect(page.getByRole("heading", { name: `${n} of ${n} chosen` })).toBeVisible();
  await accessible(page);
  await page.getByRole("heading", { name: /^\d+ people (can|hold) / }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByText(`Keep: ${n} decided together. Each has its own decision.`)).toBeVisible();

  const rows = await get<{ rows: Row[] }>(page, `/api/reviews/${review}/worklist?limit=200`);
  for (const id of cluster.items) {
    const { body } = await get<{ rows: Decision[] }>(page, `/api/reviews/decisions?item=${id}`);
    expect(body.rows).toMatchObject([{ outcome: "certify", words: "Each of them still does this work." }]);
    const row = rows.body.rows.find((r) => r.id === id);
    if (row) expect(row).toMatchObject({ state: "decided", outcome: "certify", risk: "low" });
  }

  // One of them is decided otherwise, on its own; the others stand.
  await page.goto(`/reviews/${review}?item=${cluster.id}`);
  await expect(panel(page).getByText(/You recorded keep/)).toBeVisible();
  await page.keyboard.press("2");
  await panel(page).getByText("Not needed for the job").click();
  await panel(page).getByRole("textbox").fill("This one has other work now.");
  const care = panel(page).getByRole("checkbox");
  await haveInView(page);
  if (await care.count()) await care.check();
  await page.keyboard.press("Enter");
  await expect
    .poll(async () =>
      (await get<{ rows: Decision[] }>(page, `/api/reviews/decisions?item=${cluster.id}`)).body.rows.map(
        (d) => d.outcome,
      ),
    )
    .toEqual(["revoke", "certify"]);
});

test("I6: the server refuses what is not alike or not of low risk, by name, and writes nothing", async ({
  as,
}) => {
  const page = await as("Rohan Deshpande");
  const { review, clusters } = await alikeItems(await as("admin"), page, "Alike in Treasury, refused");
  const { body: list } = await get<{ rows: Row[] }>(page, `/api/reviews/${review}/worklist?limit=200`);
  const risky = list.rows.find((r) => r.state === "open" && r.risk !== "low");
  const [one, two] = clusters;
  if (!risky || !one || !two) throw new Error("The list has nothing risky or not enough that is alike.");
  const items = [...one.items.slice(0, 1), risky.id];
  const served = await post<{ slug: string; fields: Record<string, string> }>(
    page,
    "/api/reviews/together/open",
    { review, items },
  );
  expect([served.status, served.body.slug]).toEqual([422, "together-refused"]);
  expect(Object.keys(served.body.fields)).toEqual([risky.id]);
  const both = await Promise.all(
    [one, two].map((c) =>
      post<{ members: Member[] }>(page, "/api/reviews/together/open", { review, items: c.items.slice(0, 2) }),
    ),
  );
  const mixed = both.flatMap(({ body }) => body.members.slice(0, 1));
  const refused = await post<{ slug: string }>(page, "/api/reviews/together", {
    review,
    key: crypto.randomUUID(),
    items: mixed.map(({ item, evidence, draft, supersedes }) => ({ item, evidence, draft, supersedes })),
    outcome: "certify",
    reasonCode: "needed_for_job",
    words: "All of them.",
    taken: "one_by_one",
    seconds: 20,
  });
  expect([refused.status, refused.body.slug]).toEqual([422, "together-refused"]);
  for (const { item } of mixed) {
    const { body } = await get<{ rows: Decision[] }>(page, `/api/reviews/decisions?item=${item}`);
    expect(body.rows).toEqual([]);
  }
});
