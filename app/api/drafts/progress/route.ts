import { progress } from "@/lib/drafting/progress";
import { read } from "@/lib/http";

export const GET = read(progress);
