import { write } from "@/lib/http";
import { together } from "@/lib/reviews/together";

export const POST = write(together);
