import { read } from "@/lib/http";
import { show } from "@/lib/retention/queries";

export const GET = read(show);
