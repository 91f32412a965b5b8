import { coverage } from "@/lib/campaigns/coverage";
import { read } from "@/lib/http";

export const GET = read(coverage);
