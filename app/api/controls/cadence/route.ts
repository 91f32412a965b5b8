import { write } from "@/lib/http";
import { setCadence } from "@/lib/oversight/cadence";

export const POST = write(setCadence);
