import { read } from "@/lib/http";
import { performers } from "@/lib/oversight/reperformance-queries";

export const GET = read(performers);
