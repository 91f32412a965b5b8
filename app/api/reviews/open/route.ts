import { observe } from "@/lib/http";
import { openItem } from "@/lib/reviews/observe";

export const POST = observe(openItem);
