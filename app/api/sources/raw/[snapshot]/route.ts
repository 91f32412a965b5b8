import { Readable } from "node:stream";
import { currentCtx } from "@/lib/auth/session";
import { execute } from "@/lib/command";
import { answer } from "@/lib/http";
import { openRaw } from "@/lib/sources/raw-open";
import { openSealed } from "@/lib/sources/sealed-file";

/** An import file as it came, deciphered on its way. */
export const GET = answer(openRaw.name, async (request, params) => {
  const name = new URL(request.url).searchParams.get("name") ?? "";
  const found = await execute(await currentCtx(), openRaw, { snapshot: Number(params.snapshot), name });
  return new Response(Readable.toWeb(openSealed(found.path)) as ReadableStream, {
    headers: {
      "content-type": "application/octet-stream",
      "content-length": String(found.bytes),
      "content-disposition": `attachment; filename*=UTF-8''${encodeURIComponent(found.name)}`,
      "cache-control": "no-store",
    },
  });
});
