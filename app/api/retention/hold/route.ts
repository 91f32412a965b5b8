import { write } from "@/lib/http";
import { placeHold } from "@/lib/retention/holds";

export const POST = write(placeHold);
