import { read } from "@/lib/http";
import { show } from "@/lib/oversight/workpaper-queries";

export const GET = read(show);
