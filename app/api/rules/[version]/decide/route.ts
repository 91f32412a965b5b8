import { write } from "@/lib/http";
import { decide } from "@/lib/rules/commands";

export const POST = write(decide);
