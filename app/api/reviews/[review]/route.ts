import { read } from "@/lib/http";
import { show } from "@/lib/reviews/queries";

export const GET = read(show);
