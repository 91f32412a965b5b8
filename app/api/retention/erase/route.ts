import { write } from "@/lib/http";
import { erase } from "@/lib/retention/erasure";

export const POST = write(erase);
