import { observe } from "@/lib/http";
import { renameView } from "@/lib/reviews/saved-views";

export const POST = observe(renameView);
