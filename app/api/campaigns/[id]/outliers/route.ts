import { outliers } from "@/lib/campaigns/outliers";
import { read } from "@/lib/http";

export const GET = read(outliers);
