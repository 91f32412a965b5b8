import { read } from "@/lib/http";
import { views } from "@/lib/reviews/saved-views";

export const GET = read(views);
