import { read } from "@/lib/http";
import { vocabulary } from "@/lib/rules/queries";

export const GET = read(vocabulary);
