import { read } from "@/lib/http";
import { mine } from "@/lib/questions/queries";

export const GET = read(mine);
