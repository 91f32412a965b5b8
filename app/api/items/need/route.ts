import { itemNeedScore } from "@/lib/evidence/need-queries";
import { read } from "@/lib/http";

export const GET = read(itemNeedScore);
