import { sent } from "@/lib/drafting/queries";
import { read } from "@/lib/http";

export const GET = read(sent);
