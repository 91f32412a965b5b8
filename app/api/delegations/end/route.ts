import { write } from "@/lib/http";
import { endDelegation } from "@/lib/reviews/delegate";

export const POST = write(endDelegation);
