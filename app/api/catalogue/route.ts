import { queue } from "@/lib/catalogue/queries";
import { read } from "@/lib/http";

export const GET = read(queue);
