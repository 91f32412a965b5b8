import { write } from "@/lib/http";
import { openFigures } from "@/lib/oversight/opened";

export const POST = write(openFigures);
