import { requestReport } from "@/lib/exports/report-commands";
import { observe, read } from "@/lib/http";
import { reportOf } from "@/lib/oversight/report";

export const GET = read(reportOf);
export const POST = observe(requestReport);
