import { write } from "@/lib/http";
import { settleErasure } from "@/lib/retention/erasure";

export const POST = write(settleErasure);
