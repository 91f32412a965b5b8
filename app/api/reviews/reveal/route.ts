import { observe } from "@/lib/http";
import { reveal } from "@/lib/reviews/observe";

export const POST = observe(reveal);
