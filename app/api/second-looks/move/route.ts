import { write } from "@/lib/http";
import { moveLook } from "@/lib/reviews/second-look-commands";

export const POST = write(moveLook);
