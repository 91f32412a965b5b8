import { write } from "@/lib/http";
import { freezeWorkpaper } from "@/lib/oversight/workpaper-commands";

export const POST = write(freezeWorkpaper);
