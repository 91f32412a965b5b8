import { observe } from "@/lib/http";
import { revealTogether } from "@/lib/reviews/together-open";

export const POST = observe(revealTogether);
