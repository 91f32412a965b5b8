import { observe } from "@/lib/http";
import { removeView } from "@/lib/reviews/saved-views";

export const POST = observe(removeView);
