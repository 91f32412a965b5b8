import { read, write } from "@/lib/http";
import { createWorkpaper } from "@/lib/oversight/workpaper-commands";
import { list } from "@/lib/oversight/workpaper-queries";

export const GET = read(list);
export const POST = write(createWorkpaper);
