import { takeBack } from "@/lib/drafting/drafter-decisions";
import { write } from "@/lib/http";

export const POST = write(takeBack);
