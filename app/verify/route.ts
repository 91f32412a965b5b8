import { pageSource } from "@/lib/audit-log/verifier/source";
import { guardHeaders } from "@/lib/guard-headers";

/**
 * The verifier as a page: the same for everybody, signed in or not, and without anything of ours in it. What it may do is said in
 * the page too, so that a copy of it may do no more.
 */
export async function GET(): Promise<Response> {
  const page = await pageSource();
  const policy =
    /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? "default-src 'none'";
  return new Response(page, {
    headers: {
      ...guardHeaders(`${policy}; frame-ancestors 'none'`),
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-cache",
    },
  });
}
