import { evaluations } from "@/lib/drafting/evaluation-queries";
import { read } from "@/lib/http";

export const GET = read(evaluations);
