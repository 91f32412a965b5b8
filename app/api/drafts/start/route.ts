import { start } from "@/lib/drafting/tasks";
import { observe } from "@/lib/http";

export const POST = observe(start);
