import { write } from "@/lib/http";
import { saveDraft } from "@/lib/rules/commands";

export const POST = write(saveDraft);
