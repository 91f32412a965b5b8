import { decide } from "@/lib/drafting/drafter-decisions";
import { write } from "@/lib/http";

export const POST = write(decide);
