import { wanted } from "@/lib/drafting/tasks";
import { observe } from "@/lib/http";

export const POST = observe(wanted);
