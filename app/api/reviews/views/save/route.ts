import { observe } from "@/lib/http";
import { saveView } from "@/lib/reviews/saved-views";

export const POST = observe(saveView);
