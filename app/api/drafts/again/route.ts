import { draftAgain } from "@/lib/drafting/steering";
import { observe } from "@/lib/http";

export const POST = observe(draftAgain);
