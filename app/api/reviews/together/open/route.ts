import { observe } from "@/lib/http";
import { openTogether } from "@/lib/reviews/together-open";

export const POST = observe(openTogether);
