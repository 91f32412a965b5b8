import { read } from "@/lib/http";
import { pace } from "@/lib/reviews/pace-queries";

export const GET = read(pace);
