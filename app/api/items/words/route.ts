import { write } from "@/lib/http";
import { openWords } from "@/lib/reviews/open-words";

export const POST = write(openWords);
