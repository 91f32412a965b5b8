import { write } from "@/lib/http";
import { answerLook } from "@/lib/reviews/second-look-commands";

export const POST = write(answerLook);
