import { write } from "@/lib/http";
import { abstain } from "@/lib/reviews/hand-on";

export const POST = write(abstain);
