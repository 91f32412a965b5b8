import { write } from "@/lib/http";
import { setSourceModel } from "@/lib/sources/commands";

export const POST = write(setSourceModel);
