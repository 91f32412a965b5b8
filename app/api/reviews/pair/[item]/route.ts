import { read } from "@/lib/http";
import { pair } from "@/lib/reviews/pair";

export const GET = read(pair);
