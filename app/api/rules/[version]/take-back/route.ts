import { write } from "@/lib/http";
import { takeBack } from "@/lib/rules/commands";

export const POST = write(takeBack);
