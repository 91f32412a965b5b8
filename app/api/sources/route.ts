import { read } from "@/lib/http";
import { listSources } from "@/lib/sources/queries";

export const GET = read(listSources);
