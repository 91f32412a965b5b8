import { write } from "@/lib/http";
import { openRecord } from "@/lib/reviews/open-record";

export const POST = write(openRecord);
