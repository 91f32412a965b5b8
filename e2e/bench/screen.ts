import { chromium, type Page } from "@playwright/test";
import { launchNow } from "@/lib/campaigns/worker";
import { browserArgs, findChromium } from "../browser";
import { importCompany } from "./load";
import { report, say } from "./measure";
import { serveWorld } from "./server";
import { openWorld } from "./world";

/** Items of the one list that is on the screen. */
const LISTED = 10_000;
/** Presses of each key. */
const PRESSES = 20;

/**
 * The review screen of a list of 10,000 items in headless Chromium, on the production build: the JavaScript it takes over the wire,
 * and how long after a key or a click the next frame is painted (Event Timing).
 */
export async function measureScreen(server: string): Promise<void> {
  const world = await openWorld(server);
  try {
    await importCompany(world, LISTED, false);
    say(`screen: launching ${LISTED} items for one reviewer`);
    const due = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
    await launchNow(world.operator, {
      name: "Screen",
      due,
      mode: "named",
      reviewer: "p0@bench.example",
      fallback: "p1@bench.example",
    });
    const { rows } = await world.pool.query<{ review: string; reviewer: string }>(
      `SELECT r.id AS review, r.reviewer_id AS reviewer FROM review r ORDER BY r.items DESC LIMIT 1`,
    );
    const [list] = rows;
    if (!list) throw new Error("The campaign has no list.");
    const served = await serveWorld(world);
    const browser = await chromium.launch({
      executablePath: await findChromium(),
      args: browserArgs,
      chromiumSandbox: false,
    });
    try {
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
      const [name = "", value = ""] = (await served.cookieOf(list.reviewer)).split(/=(.*)/s);
      const signIn = await weigh(await context.newPage(), `${served.origin}/sign-in`);
      await context.addCookies([{ name, value, url: served.origin }]);
      const page = await context.newPage();
      const scripts = await weigh(page, `${served.origin}/reviews/${list.review}`);
      report({
        name: "JavaScript of the worklist over the wire, compressed",
        value: scripts,
        unit: "kB",
        baseline: signIn,
        baselineIs: "the sign-in page of the same build, which has one button",
      });
      await page.getByRole("heading", { level: 1 }).first().waitFor();
      await timeKeys(page);
    } finally {
      await browser.close();
      await served.end();
    }
  } finally {
    await world.end();
  }
}

/** Loads a page until nothing more comes. @returns kilobytes of scripts as they came over the wire */
async function weigh(page: Page, url: string): Promise<number> {
  const session = await page.context().newCDPSession(page);
  const scripts = new Set<string>();
  let bytes = 0;
  session.on(
    "Network.responseReceived",
    ({ requestId, type }) => type === "Script" && scripts.add(requestId),
  );
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    if (scripts.has(requestId)) bytes += encodedDataLength;
  });
  await session.send("Network.enable");
  await page.goto(url, { waitUntil: "networkidle" });
  return bytes / 1000;
}

/** Moves through the list, opens recommendations, presses verbs and groups differently, as a reviewer does. */
async function timeKeys(page: Page): Promise<void> {
  await page.evaluate(() => {
    const seen = { longest: new Map<number, number>() };
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const { interactionId = 0, duration } = entry as PerformanceEntry & { interactionId?: number };
        if (interactionId)
          seen.longest.set(interactionId, Math.max(seen.longest.get(interactionId) ?? 0, duration));
      }
    }).observe({ type: "event", durationThreshold: 16, buffered: true } as PerformanceObserverInit);
    Object.assign(window, { seen });
  });
  const longest = async (keys: readonly string[]) => {
    await page.evaluate(() => (window as unknown as { seen: Seen }).seen.longest.clear());
    for (let n = 0; n < PRESSES; n++)
      for (const key of keys) {
        await page.keyboard.press(key);
        await page.waitForTimeout(60);
      }
    await page.waitForTimeout(500);
    const took = await page.evaluate(() => [...(window as unknown as { seen: Seen }).seen.longest.values()]);
    // Shorter ones than the threshold are not told: they count as it.
    const all = [
      ...took,
      ...Array.from({ length: Math.max(0, PRESSES * keys.length - took.length) }, () => 16),
    ];
    return all.sort((a, b) => a - b)[Math.ceil(all.length * 0.98) - 1] ?? 0;
  };
  for (const [what, keys] of [
    ["moving in the list", ["j", "k", "j"]],
    ["a verb and back", ["1", "Escape"]],
    ["grouping differently", ["g"]],
  ] as const)
    report({
      name: `interaction to next paint, ${what}, at ${LISTED} items`,
      value: await longest(keys),
      unit: "ms",
      baseline: 1000 / 60,
      baselineIs: `one frame of a screen; the 98th percentile of ${PRESSES} presses of each key`,
    });
}

type Seen = { longest: Map<number, number> };
