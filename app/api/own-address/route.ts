import { ownPath } from "@/lib/auth/rules";
import { env } from "@/lib/env";
import { answer } from "@/lib/http";

/**
 * Leads a browser that came under another name to the same page under ours. `proxy.ts` sends it here because Next cuts the
 * host off a redirect of the proxy's own that goes to this very server.
 */
export const GET = answer("own.address", async (request) => {
  const said = new URL(request.url).searchParams.get("path") ?? "";
  const path = ownPath(Buffer.from(said, "base64url").toString());
  return new Response(null, { status: 307, headers: { location: new URL(path, env().url).href } });
});
