import { read } from "@/lib/http";
import { left } from "@/lib/reviews/leavers";

export const GET = read(left);
