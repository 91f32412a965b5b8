import { read } from "@/lib/http";
import { page } from "@/lib/reviews/queries";

export const GET = read(page);
