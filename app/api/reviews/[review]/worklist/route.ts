import { read } from "@/lib/http";
import { page } from "@/lib/reviews/worklist-queries";

export const GET = read(page);
