import { read } from "@/lib/http";
import { showSource } from "@/lib/sources/queries";

export const GET = read(showSource);
