import { read } from "@/lib/http";
import { reasonsOf } from "@/lib/oversight/reasons";

export const GET = read(reasonsOf);
