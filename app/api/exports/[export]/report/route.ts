import { takeReport } from "@/lib/exports/report-commands";
import { file } from "@/lib/http";

export const GET = file(takeReport, (taken) => taken);
