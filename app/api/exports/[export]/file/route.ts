import { takeExport } from "@/lib/exports/commands";
import { file } from "@/lib/http";

export const GET = file(takeExport, (taken) => taken);
