import { write } from "@/lib/http";
import { freeze } from "@/lib/oversight/reperformance-commands";

export const POST = write(freeze);
