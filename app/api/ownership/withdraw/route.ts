import { write } from "@/lib/http";
import { withdraw } from "@/lib/ownership/commands";

export const POST = write(withdraw);
