import { expect, type Page, test } from "@playwright/test";
import { accessible } from "../fixtures";
import { oidcUrl } from "../world";

test.use({ baseURL: oidcUrl });

/** Through the provider's own login page. */
async function signIn(page: Page, login: string): Promise<void> {
  await page.goto("/sign-in");
  await page.getByRole("button", { name: "Sign in with your organisation" }).click();
  await page.locator("input[name=login]").fill(login);
  await page.locator("input[name=password]").fill("any");
  await page.locator("button[type=submit]").click();
  await page.locator("button[type=submit]").click();
  await page.waitForURL((url) => url.origin === oidcUrl);
}

test("an administrator signs in through the identity provider, and sign-out ends it at once", async ({
  page,
}) => {
  await signIn(page, "ines.admin");
  await page.getByRole("navigation").getByRole("button", { name: "Inventory" }).click();
  await expect(page.getByRole("menuitem", { name: "Sources" })).toBeVisible();
  await accessible(page);
  const cookies = await page.context().cookies();
  await page.getByRole("button", { name: /ines/i }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await page.waitForURL(/sign-in/);
  await page.context().addCookies(cookies);
  await page.goto("/reviews");
  await expect(page).toHaveURL(/sign-in/);
});

test("somebody nobody knows may sign in and is told why there is nothing for them", async ({ page }) => {
  await signIn(page, "stranger");
  await expect(page.getByText(/nothing for you here/i)).toBeVisible();
  const answer = await page.request.get("/api/exports");
  expect(answer.status()).toBe(403);
});

test("an e-mail that nobody confirmed and that is somebody's is not believed", async ({ page }) => {
  await page.goto("/sign-in");
  await page.getByRole("button", { name: "Sign in with your organisation" }).click();
  await page.locator("input[name=login]").fill("ines.admin-unverified");
  await page.locator("input[name=password]").fill("any");
  await page.locator("button[type=submit]").click();
  await page.locator("button[type=submit]").click();
  await page.waitForURL(/sign-in/);
  await expect(page.getByRole("alert").filter({ hasText: /\w/ }).first()).toBeVisible();
});
