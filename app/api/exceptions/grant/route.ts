import { grant } from "@/lib/exceptions/commands";
import { write } from "@/lib/http";

export const POST = write(grant);
