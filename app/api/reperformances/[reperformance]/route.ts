import { read } from "@/lib/http";
import { mine } from "@/lib/oversight/reperformance-queries";

export const GET = read(mine);
