import { acceptCheck } from "@/lib/campaigns/commands";
import { write } from "@/lib/http";

export const POST = write(acceptCheck);
