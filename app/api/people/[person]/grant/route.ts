import { write } from "@/lib/http";
import { grantRole } from "@/lib/people/commands";

export const POST = write(grantRole);
