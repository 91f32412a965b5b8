import { currentCtx } from "@/lib/auth/session";
import { post } from "@/lib/http";
import { viewUpload } from "@/lib/sources/uploads";

export const POST = post("source.view", async (raw) => viewUpload(await currentCtx(), raw));
