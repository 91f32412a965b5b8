import { write } from "@/lib/http";
import { answer } from "@/lib/questions/commands";

export const POST = write(answer);
