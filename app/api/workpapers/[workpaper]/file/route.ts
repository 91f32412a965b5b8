import { unstage } from "@/lib/exports/stored-file";
import { takeWorkpaper } from "@/lib/exports/workpaper-file";
import { file } from "@/lib/http";

export const GET = file(takeWorkpaper, unstage);
