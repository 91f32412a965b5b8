import { observe } from "@/lib/http";
import { openLook } from "@/lib/reviews/second-look-commands";

export const POST = observe(openLook);
