import { write } from "@/lib/http";
import { liftHold } from "@/lib/retention/holds";

export const POST = write(liftHold);
