import { withdraw } from "@/lib/drafting/drafter-decisions";
import { write } from "@/lib/http";

export const POST = write(withdraw);
