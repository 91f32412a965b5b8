import { type NextRequest, NextResponse } from "next/server";
import { isLoopback } from "@/lib/auth/rules";
import { env } from "@/lib/env";
import { guardHeaders } from "@/lib/guard-headers";

/**
 * Headers for every answer, one host for every browser. It decides nothing about anybody: who may do what is asked where
 * it is done.
 */
export function proxy(request: NextRequest): NextResponse {
  const path = `${request.nextUrl.pathname}${request.nextUrl.search}`;
  const policy = contentPolicy(btoa(crypto.randomUUID()));
  const headers = new Headers(request.headers);
  // Only this file says these; and nobody outside says that it has run already.
  headers.delete("x-middleware-subrequest");
  headers.set("x-request-id", crypto.randomUUID());
  headers.set("x-countersign-path", path);
  headers.set("content-security-policy", policy);
  const response = underOurName(request)
    ? NextResponse.next({ request: { headers } })
    : NextResponse.rewrite(new URL(`/api/own-address?path=${encoded(path)}`, request.url));
  return guarded(response, policy);
}

/** A rewrite takes one level of percent-encoding away; these letters are left alone. */
const encoded = (path: string) => Buffer.from(path).toString("base64url");

/**
 * Uploads go past: with a proxy, Next would hand their handler only the first 10 MB of the body. Files with a hash in
 * their name are the same for everybody, and so is the page that verifies a pack, which brings a stricter policy of its own.
 */
export const config = { matcher: ["/((?!api/uploads|_next/static|_next/image|verify$).*)"] };

/**
 * Whether a request came to a name that is ours. This computer's own names are, for health checks and a proxy in front,
 * except that a browser signs in under the one name that its cookies and the identity provider know.
 */
function underOurName(request: NextRequest): boolean {
  const own = new URL(env().url).host;
  const host = request.headers.get("host") ?? "";
  const signIn = request.nextUrl.pathname === "/sign-in" && isLoopback(own);
  return host === own || (isLoopback(host) && !signIn);
}

/**
 * Scripts only by this answer's nonce, and what those load. Style elements by the nonce too; style attributes, which
 * cannot run anything and which positioned menus and virtual lists set, from anywhere in the page.
 */
function contentPolicy(nonce: string): string {
  const dev = process.env.NODE_ENV === "development";
  const https = env().url.startsWith("https:");
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${dev ? " 'unsafe-eval'" : ""}`,
    dev ? "style-src 'self' 'unsafe-inline'" : `style-src 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-src 'none'",
    "frame-ancestors 'none'",
    ...(https ? ["upgrade-insecure-requests"] : []),
  ].join("; ");
}

function guarded(response: NextResponse, policy: string): NextResponse {
  for (const [name, value] of Object.entries(guardHeaders(policy))) response.headers.set(name, value);
  return response;
}
