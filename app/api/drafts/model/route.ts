import { setModel } from "@/lib/drafting/commands";
import { model } from "@/lib/drafting/queries";
import { read, write } from "@/lib/http";

export const GET = read(model);
export const POST = write(setModel);
