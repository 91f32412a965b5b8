import { write } from "@/lib/http";
import { decide } from "@/lib/reviews/commands";

export const POST = write(decide);
