import type { Page } from "@playwright/test";
import { accessible, expect, get, post, test } from "../fixtures";

type Row = { id: string; state: string; first: boolean };
type Lent = { delegation: string; items: number };

/** Ana's running review and its open items. */
async function open(page: Page): Promise<{ review: string; rows: Row[] }> {
  await page.goto("/reviews");
  await page.getByRole("link", { name: /Q4/ }).click();
  await page.waitForURL(/\/reviews\/[0-9a-f-]{36}/);
  const review = /reviews\/([0-9a-f-]{36})/.exec(page.url())?.[1] ?? "";
  const { body } = await get<{ rows: Row[] }>(page, `/api/reviews/${review}/worklist?limit=200&show=open`);
  return { review, rows: body.rows };
}

test("a reviewer reads the briefing once, and is not asked again", async ({ as }) => {
  const page = await as("Ana Duarte");
  const { review, rows } = await open(page);
  const [row] = rows;
  await page.goto(`/reviews/${review}?item=${row?.id}`);
  const act = page.getByRole("button", { name: "I have read this" });
  await expect(act).toBeVisible();
  await accessible(page);
  await act.click();
  await expect(act).toHaveCount(0);
  await page.reload();
  await expect(page.getByRole("region", { name: "Decision" })).toBeVisible();
  await expect(act).toHaveCount(0);
});

test("an item is lent until a day, comes back undecided, and does not go to the same person again", async ({
  as,
}) => {
  const page = await as("Ana Duarte");
  const { rows } = await open(page);
  const row = rows.at(-1);
  const people = await get<{ id: string; name: string }[]>(page, "/api/reviews/people?q=Sigrid");
  const to = people.body.find((p) => p.name === "Sigrid Aasen")?.id;
  const lend = () =>
    post<Lent>(page, "/api/items/delegate", {
      items: [row?.id],
      to,
      until: new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10),
      reason: "A week of leave.",
      key: crypto.randomUUID(),
    });
  const lent = await lend();
  expect(lent).toMatchObject({ status: 200, body: { items: 1 } });
  const theirs = await as("Sigrid Aasen");
  expect((await post<object>(theirs, "/api/reviews/open", { item: row?.id })).status).toBe(200);
  expect((await post<object>(page, "/api/reviews/open", { item: row?.id })).status).toBe(404);
  const ended = await post<{ returned: number }>(page, "/api/delegations/end", {
    delegation: lent.body.delegation,
    key: crypto.randomUUID(),
  });
  expect(ended.body.returned).toBe(1);
  expect((await post<object>(page, "/api/reviews/open", { item: row?.id })).status).toBe(200);
  expect((await lend()).status).toBe(422);
});
