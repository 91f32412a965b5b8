import { write } from "@/lib/http";
import { propose } from "@/lib/rules/commands";

export const POST = write(propose);
