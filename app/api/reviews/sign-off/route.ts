import { write } from "@/lib/http";
import { signOff } from "@/lib/reviews/commands";

export const POST = write(signOff);
