import { write } from "@/lib/http";
import { askReopening } from "@/lib/reviews/sign-off-reopen";

export const POST = write(askReopening);
