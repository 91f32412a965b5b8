import { write } from "@/lib/http";
import { acknowledgeBriefing } from "@/lib/reviews/briefing";

export const POST = write(acknowledgeBriefing);
