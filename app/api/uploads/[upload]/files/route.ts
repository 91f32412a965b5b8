import { currentCtx } from "@/lib/auth/session";
import { answer, sameOrigin } from "@/lib/http";
import { keepFile } from "@/lib/sources/uploads";

/** One file, as its bytes and nothing else; they go to the disk as they come. */
export const POST = answer("source.receive", async (request, { upload }) => {
  sameOrigin(request);
  const kept = await keepFile(await currentCtx(), {
    upload: String(upload),
    name: new URL(request.url).searchParams.get("name") ?? "",
    length: request.headers.get("content-length"),
    body: request.body,
  });
  return Response.json(kept, { headers: { "cache-control": "no-store" } });
});
