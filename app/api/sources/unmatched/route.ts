import { read } from "@/lib/http";
import { listUnmatched } from "@/lib/sources/queries";

export const GET = read(listUnmatched);
