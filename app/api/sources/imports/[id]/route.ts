import { read } from "@/lib/http";
import { showImport } from "@/lib/sources/queries";

export const GET = read(showImport);
