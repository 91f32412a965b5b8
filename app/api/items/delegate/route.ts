import { write } from "@/lib/http";
import { delegate } from "@/lib/reviews/delegate";

export const POST = write(delegate);
