import { write } from "@/lib/http";
import { noteWorkpaper } from "@/lib/oversight/workpaper-commands";

export const POST = write(noteWorkpaper);
