import { chromium } from "playwright-core";
import { existsSync } from "node:fs";
const exe = "/tmp/cs/chromium";
const [, , who, path, out, w = "1440", h = "900", theme = "light", keys = ""] = process.argv;
const b = await chromium.launch({ executablePath: exe, args: ["--no-sandbox","--disable-gpu","--disable-quic","--no-first-run","--disable-background-networking","--disable-component-update","--disable-sync","--disable-dev-shm-usage"] });
const base = process.env.BASE ?? "http://localhost:3950";
const ctx = await b.newContext({ viewport: { width: +w, height: +h }, baseURL: base });
await ctx.addCookies([{ name: "theme", value: theme, url: base }]);
const page = await ctx.newPage();
page.on("console", (m) => m.type() === "error" && console.log("console:", m.text()));
page.on("pageerror", (e) => console.log("pageerror:", e.message));
await page.goto("/sign-in");
if (who !== "nobody") { await page.getByRole("button", { name: new RegExp(who, "i") }).click(); await page.waitForURL((u) => !u.pathname.startsWith("/sign-in")); }
if (path !== "-") await page.goto(path);
await page.waitForLoadState("networkidle");
for (const k of keys.split(",").filter(Boolean)) { if (k.startsWith("click:")) await page.getByRole("link", { name: new RegExp(k.slice(6)) }).first().click(); else if (k.startsWith("wait")) await page.waitForTimeout(+k.slice(4)); else await page.keyboard.press(k); await page.waitForTimeout(400); }
await page.waitForLoadState("networkidle");
await page.screenshot({ path: out });
console.log(page.url());
await b.close();
