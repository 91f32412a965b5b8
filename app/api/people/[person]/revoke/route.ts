import { write } from "@/lib/http";
import { revokeRole } from "@/lib/people/commands";

export const POST = write(revokeRole);
