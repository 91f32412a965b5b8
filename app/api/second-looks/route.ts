import { read } from "@/lib/http";
import { looks } from "@/lib/reviews/second-look-queries";

export const GET = read(looks);
