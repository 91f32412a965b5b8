import { read } from "@/lib/http";
import { mine } from "@/lib/reviews/queries";

export const GET = read(mine);
