import AxeBuilder from "@axe-core/playwright";
import { type BrowserContextOptions, test as base, expect, type Page } from "@playwright/test";
import { demoUrl } from "./world";

/** The demo's people, by the part of the name that tells them apart. */
export type Who = "Ana Duarte" | "Rohan Deshpande" | "Sigrid Aasen" | "admin" | "auditor" | "control owner";

/** A signed-in page of a person, in a browser context of their own; what its console calls an error fails the test. */
type As = (who: Who, options?: BrowserContextOptions) => Promise<Page>;
export const test = base.extend<{ as: As }>({
  as: async ({ browser }, use) => {
    const errors: string[] = [];
    const contexts: { close: () => Promise<void> }[] = [];
    await use(async (who, options) => {
      const context = await browser.newContext({
        baseURL: demoUrl,
        timezoneId: "Asia/Kathmandu",
        ...options,
      });
      contexts.push(context);
      const page = await context.newPage();
      page.on("console", (message) => {
        if (message.type() === "error" && !expected(message.text())) errors.push(`${who}: ${message.text()}`);
      });
      page.on("pageerror", (error) => errors.push(`${who}: ${error.message}`));
      await signIn(page, who);
      return page;
    });
    for (const context of contexts) await context.close();
    expect(errors).toEqual([]);
  },
});
export { expect };

/** Refusals and lost connections that a journey provokes on purpose are reported by the browser as failed loads. */
function expected(text: string): boolean {
  return /Failed to load resource: (the server responded with a status of 4(0[0-9]|22)|net::ERR_(INTERNET_DISCONNECTED|FAILED))/.test(
    text,
  );
}

/** Chooses somebody on the demo's picker. */
export async function signIn(page: Page, who: Who): Promise<void> {
  await page.goto("/sign-in");
  await page.getByRole("button", { name: new RegExp(who, "i") }).click();
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
}

/**
 * Waits for what a pressed verb opens, and brings onto the screen what a decision asks to have stood there, where it asks for
 * anything: each fact for a second.
 */
export async function haveInView(page: Page): Promise<void> {
  const panel = page.getByRole("region", { name: "Decision" });
  await expect(panel.getByText("Opening what the draft says")).toHaveCount(0);
  const next = panel.getByRole("button", { name: /^Show (it|the next)/ });
  await expect(async () => {
    if (await next.isVisible()) await next.click({ timeout: 1_000 });
    await expect(next).toHaveCount(0, { timeout: 1_600 });
  }).toPass();
}

/** POST as the page's own script would: same origin, JSON. Answers with status and body. */
export function post<T>(page: Page, path: string, body: unknown): Promise<{ status: number; body: T }> {
  return page.evaluate(
    async ([to, data]) => {
      const response = await fetch(to, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(data),
      });
      return { status: response.status, body: await response.json() };
    },
    [path, body] as const,
  );
}

/** GET as the page's own script would. */
export function get<T>(page: Page, path: string): Promise<{ status: number; body: T }> {
  return page.evaluate(async (to) => {
    const response = await fetch(to);
    return { status: response.status, body: await response.json().catch(() => null) };
  }, path);
}

/** No violation of WCAG 2.2 A and AA on the page as it stands, or of one of its rules alone. */
export async function accessible(page: Page, rule?: "color-contrast"): Promise<void> {
  // Colours on their way from one theme to the other are neither's.
  await page.evaluate(() => {
    for (const each of document.getAnimations())
      if (each.effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY) each.finish();
  });
  const axe = new AxeBuilder({ page });
  const { violations } = await (rule
    ? axe.withRules(rule)
    : axe.withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"])
  ).analyze();
  expect(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(" ")).join(", ")}`)).toEqual([]);
}

/** Nothing stands beyond the right edge of the window. */
export async function noSideways(page: Page): Promise<void> {
  const beyond = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(Math.max(0, beyond)).toBe(0);
}

/**
 * The page as it stands: accessible in light and wide, and in dark and narrow; its colours in dark and wide, where a narrow page
 * has fewer; and nothing scrolls sideways.
 */
export async function accessibleAnyhow(page: Page): Promise<void> {
  const before = page.viewportSize();
  await page.setViewportSize({ width: 1440, height: 900 });
  await accessible(page);
  await noSideways(page);
  await page.emulateMedia({ colorScheme: "dark" });
  await accessible(page, "color-contrast");
  await page.setViewportSize({ width: 390, height: 900 });
  await accessible(page);
  await noSideways(page);
  await page.emulateMedia({ colorScheme: "light" });
  if (before) await page.setViewportSize(before);
}
