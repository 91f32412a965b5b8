import { write } from "@/lib/http";
import { setPeriod } from "@/lib/retention/periods";

export const POST = write(setPeriod);
