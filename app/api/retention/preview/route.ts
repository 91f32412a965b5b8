import { read } from "@/lib/http";
import { previewErasure } from "@/lib/retention/erasure";

export const GET = read(previewErasure);
