import { write } from "@/lib/http";
import { answer } from "@/lib/ownership/commands";

export const POST = write(answer);
