import { write } from "@/lib/http";
import { settleBinding } from "@/lib/people/commands";

export const POST = write(settleBinding);
