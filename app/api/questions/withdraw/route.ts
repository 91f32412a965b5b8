import { write } from "@/lib/http";
import { withdraw } from "@/lib/questions/commands";

export const POST = write(withdraw);
