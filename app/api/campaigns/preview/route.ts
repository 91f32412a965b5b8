import { preview } from "@/lib/campaigns/preview";
import { read } from "@/lib/http";

export const GET = read(preview);
