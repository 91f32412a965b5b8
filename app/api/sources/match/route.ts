import { write } from "@/lib/http";
import { matchAccount } from "@/lib/sources/commands";

export const POST = write(matchAccount);
