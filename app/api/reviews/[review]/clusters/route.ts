import { read } from "@/lib/http";
import { clusters } from "@/lib/reviews/clusters";

export const GET = read(clusters);
