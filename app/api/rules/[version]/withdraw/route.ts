import { write } from "@/lib/http";
import { withdraw } from "@/lib/rules/commands";

export const POST = write(withdraw);
