import { read } from "@/lib/http";
import { decisions } from "@/lib/reviews/queries";

export const GET = read(decisions);
