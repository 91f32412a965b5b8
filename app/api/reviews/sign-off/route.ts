import { write } from "@/lib/http";
import { signOff } from "@/lib/reviews/sign-off";

export const POST = write(signOff);
