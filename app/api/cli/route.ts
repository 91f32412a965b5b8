import { serve } from "@/lib/cli/serve";
import { answer } from "@/lib/http";

export const POST = answer("cli", serve);
