import { read } from "@/lib/http";
import { decisions } from "@/lib/reviews/decision-queries";

export const GET = read(decisions);
