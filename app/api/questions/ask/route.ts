import { write } from "@/lib/http";
import { ask } from "@/lib/questions/commands";

export const POST = write(ask);
