import { requestExport } from "@/lib/exports/commands";
import { list } from "@/lib/exports/queries";
import { observe, read } from "@/lib/http";

export const GET = read(list);
export const POST = observe(requestExport);
