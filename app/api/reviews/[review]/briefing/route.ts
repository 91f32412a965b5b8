import { read } from "@/lib/http";
import { showBriefing } from "@/lib/reviews/briefing";

export const GET = read(showBriefing);
