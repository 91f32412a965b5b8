import { write } from "@/lib/http";
import { withhold } from "@/lib/oversight/responding";

export const POST = write(withhold);
