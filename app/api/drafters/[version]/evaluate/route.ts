import { askEvaluation } from "@/lib/drafting/evaluation-commands";
import { observe } from "@/lib/http";

export const POST = observe(askEvaluation);
