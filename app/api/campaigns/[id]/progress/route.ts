import { progress } from "@/lib/campaigns/queries";
import { read } from "@/lib/http";

export const GET = read(progress);
