import { write } from "@/lib/http";
import { settleReopening } from "@/lib/reviews/sign-off-reopen";

export const POST = write(settleReopening);
