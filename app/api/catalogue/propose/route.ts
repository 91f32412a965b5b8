import { word } from "@/lib/drafting/wordless";
import { observe } from "@/lib/http";

export const POST = observe(word);
