import { observe } from "@/lib/http";
import { dismissBinding } from "@/lib/people/commands";

export const POST = observe(dismissBinding);
