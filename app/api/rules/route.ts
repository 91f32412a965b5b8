import { read, write } from "@/lib/http";
import { makeDraft } from "@/lib/rules/commands";
import { page } from "@/lib/rules/queries";

export const GET = read(page);
export const POST = write(makeDraft);
