import { NextRequest } from "next/server";
import { afterEach, describe, expect, it, vi } from "vitest";

/** The proxy as it is with this COUNTERSIGN_URL. */
async function proxyAt(url: string) {
  vi.resetModules();
  vi.stubEnv("COUNTERSIGN_URL", url);
  return import("../proxy");
}
afterEach(() => vi.unstubAllEnvs());

/** @param host what the browser says; the request itself always arrives at this computer */
async function ask(own: string, path: string, host: string, headers: Record<string, string> = {}) {
  const { proxy } = await proxyAt(own);
  return proxy(new NextRequest(`http://localhost:3000${path}`, { headers: { host, ...headers } }));
}

/** Where the proxy sends a request on to, decoded; null where it lets it through. */
function sentTo(response: Response): string | null {
  const rewrite = response.headers.get("x-middleware-rewrite");
  if (!rewrite) return null;
  const path = new URL(rewrite).searchParams.get("path") ?? "";
  return Buffer.from(path, "base64url").toString();
}

const local = "http://localhost:3000";
const portal = "https://countersign.test";

describe("hosts", () => {
  it.each([
    [local, "/reviews", "localhost:3000", null],
    [local, "/reviews", "127.0.0.1:3000", null],
    [local, "/reviews?view=a%26b", "evil.test", "/reviews?view=a%26b"],
    [local, "/api/health", "localhost.evil.test:3000", "/api/health"],
    [local, "/sign-in?to=%2Fpeople", "127.0.0.1:3000", "/sign-in?to=%2Fpeople"],
    [local, "/sign-in", "localhost:3000", null],
    [portal, "/sign-in", "127.0.0.1:3000", null],
    [portal, "/reviews", "countersign.test", null],
    [portal, "/reviews", "countersign.test.evil.test", "/reviews"],
  ])("at %s, %s under the name %s goes to %s", async (own, path, host, to) => {
    expect(sentTo(await ask(own, path, host))).toBe(to);
  });
});

describe("headers", () => {
  it("let scripts run by a nonce that is new each time and that the page is rendered with", async () => {
    const policies = await Promise.all([1, 2].map(() => ask(local, "/", "localhost:3000")));
    const nonces = policies.map((r) => {
      const policy = r.headers.get("content-security-policy") ?? "";
      expect(r.headers.get("x-middleware-request-content-security-policy")).toBe(policy);
      expect(policy).toContain("object-src 'none'");
      expect(policy).toContain("base-uri 'none'");
      expect(policy).toContain("frame-ancestors 'none'");
      const script = policy.split("; ").find((d) => d.startsWith("script-src")) ?? "";
      expect(script).toMatch(/^script-src 'self' 'nonce-[\w+/=]{22,}' 'strict-dynamic'$/);
      expect(policy.split("; ").find((d) => d.startsWith("style-src "))).not.toContain("unsafe-inline");
      return script;
    });
    expect(nonces[0]).not.toBe(nonces[1]);
  });

  it("are on every answer, also when it is sent on", async () => {
    for (const host of ["localhost:3000", "evil.test"]) {
      const { headers } = await ask(local, "/", host);
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("referrer-policy")).toBe("no-referrer");
      expect(headers.get("cross-origin-opener-policy")).toBe("same-origin");
      expect(headers.get("permissions-policy")).toContain("camera=()");
      expect(headers.get("strict-transport-security")).toBeNull();
    }
    const { headers } = await ask(portal, "/", "countersign.test");
    expect(headers.get("strict-transport-security")).toBe("max-age=31536000");
  });

  it("of the request are ours alone: nobody says that this ran already, or under which number", async () => {
    const { headers } = await ask(local, "/people?q=a", "localhost:3000", {
      "x-middleware-subrequest": "proxy:proxy:proxy",
      "x-request-id": "mine",
      "x-countersign-path": "//evil.test",
    });
    expect(headers.get("x-middleware-override-headers")?.split(",")).not.toContain("x-middleware-subrequest");
    expect(headers.get("x-middleware-request-x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
    expect(headers.get("x-middleware-request-x-countersign-path")).toBe("/people?q=a");
  });
});

it("leaves uploads and hashed files alone and takes everything else", async () => {
  const { config } = await proxyAt(local);
  const takes = (path: string) => config.matcher.some((m) => new RegExp(`^${m}$`).test(path));
  expect(["/api/uploads", "/api/uploads/7", "/_next/static/a.js"].map(takes)).toEqual([false, false, false]);
  expect(["/", "/reviews", "/api/auth/csrf", "/api/reviews/open", "/icon.svg"].map(takes)).toEqual(
    Array(5).fill(true),
  );
});
