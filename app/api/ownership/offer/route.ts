import { write } from "@/lib/http";
import { offer } from "@/lib/ownership/commands";

export const POST = write(offer);
