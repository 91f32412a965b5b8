import type { Page } from "@playwright/test";
import { expect, get, post, signIn, test, type Who } from "../fixtures";

const nothing = "00000000-0000-7000-8000-000000000000";

/** What each person may read, by address; everything else answers 403 or 404, and 401 to nobody. */
const reads: Record<string, readonly Who[]> = {
  "/api/reviews": ["Ana Duarte", "Sigrid Aasen", "admin", "auditor", "control owner"],
  "/api/exports": ["admin", "auditor", "control owner"],
  "/api/log/head": ["admin", "auditor", "control owner"],
  "/api/log/0/proof": ["admin", "auditor", "control owner"],
  "/api/campaigns": ["admin", "auditor", "control owner"],
};
const everybody: readonly Who[] = ["Ana Duarte", "Sigrid Aasen", "admin", "auditor", "control owner"];

test("what one role may read, another is refused", async ({ as }) => {
  for (const who of everybody) {
    const page = await as(who);
    for (const [path, allowed] of Object.entries(reads)) {
      const { status } = await get(page, path);
      expect([who, path, status === 200]).toEqual([who, path, allowed.includes(who)]);
    }
  }
});

test("nobody is refused everywhere, and a page leads to sign-in", async ({ page }) => {
  await page.goto("/sign-in");
  for (const path of Object.keys(reads)) expect([path, (await get(page, path)).status]).toEqual([path, 401]);
  for (const path of ["/reviews", "/campaigns", "/log", "/exports", "/people", "/sources"]) {
    await page.goto(path);
    await expect(page).toHaveURL(/\/sign-in/);
  }
});

test("I7: another's item, review and list are not there for anybody else, whatever their role", async ({
  as,
}) => {
  const ana = await as("Ana Duarte");
  const { body: mine } = await get<{ id: string; status: string }[]>(ana, "/api/reviews");
  const review = mine.find((r) => r.status === "launched")?.id ?? nothing;
  const { body: list } = await get<{ rows: { id: string }[] }>(ana, `/api/reviews/${review}/worklist`);
  const item = list.rows[0]?.id ?? nothing;
  for (const who of ["Rohan Deshpande", "admin", "auditor", "control owner"] as const) {
    const page = await as(who);
    expect([who, (await get(page, `/api/reviews/${review}`)).status]).toEqual([who, 404]);
    expect([who, (await get(page, `/api/reviews/${review}/worklist`)).status]).toEqual([who, 404]);
    expect([who, (await post(page, "/api/reviews/open", { item })).status]).toEqual([who, 404]);
    const body = {
      item,
      key: "not-theirs",
      outcome: "revoke",
      reasonCode: "other",
      evidence: "a".repeat(64),
      draft: null,
      supersedes: null,
    };
    expect([who, (await post(page, "/api/reviews/decide", body)).status]).toEqual([who, 404]);
  }
});

test("a request that comes from elsewhere is refused before it is looked at", async ({ as }) => {
  const page = await as("Ana Duarte");
  const answer = await page.request.post("/api/reviews/open", {
    data: { item: nothing },
    headers: { "sec-fetch-site": "cross-site", origin: "https://elsewhere.example" },
  });
  expect(answer.status()).toBe(403);
  const plain = await page.request.post("/api/reviews/open", {
    data: { item: nothing },
    headers: { origin: "https://elsewhere.example" },
  });
  expect(plain.status()).toBe(403);
});

test("pages of another role say that there is nothing here, and give nothing away", async ({ as }) => {
  const ana: Page = await as("Ana Duarte");
  for (const path of ["/campaigns", "/sources", "/people", "/log", "/exports"]) {
    await ana.goto(path);
    await expect(ana.getByText(/nothing for you|not part of your role/i)).toBeVisible();
  }
});

test("sign-out ends the session at once, also for a cookie kept aside", async ({ browser, baseURL }) => {
  const context = await browser.newContext({ ...(baseURL ? { baseURL } : {}) });
  const page = await context.newPage();
  await signIn(page, "auditor");
  const cookies = await context.cookies();
  await page
    .getByRole("banner")
    .getByRole("button", { name: /^(?!Search).*$/ })
    .last()
    .click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await page.waitForURL(/sign-in/);
  await context.addCookies(cookies);
  expect((await get(page, "/api/exports")).status).toBe(401);
  await context.close();
});
