import { read } from "@/lib/http";
import { figuresOf } from "@/lib/oversight/queries";

export const GET = read(figuresOf);
