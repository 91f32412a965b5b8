import { makeDraft } from "@/lib/drafting/drafter-commands";
import { page } from "@/lib/drafting/drafter-queries";
import { read, write } from "@/lib/http";

export const GET = read(page);
export const POST = write(makeDraft);
