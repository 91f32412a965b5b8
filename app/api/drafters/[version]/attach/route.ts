import { attachEvaluation } from "@/lib/drafting/drafter-commands";
import { write } from "@/lib/http";

export const POST = write(attachEvaluation);
