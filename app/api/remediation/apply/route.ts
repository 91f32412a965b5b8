import { write } from "@/lib/http";
import { apply } from "@/lib/remediation/commands";

export const POST = write(apply);
