import { write } from "@/lib/http";
import { reassign } from "@/lib/reviews/hand-on";

export const POST = write(reassign);
