import { write } from "@/lib/http";
import { openWorkpaper } from "@/lib/oversight/opened";

export const POST = write(openWorkpaper);
