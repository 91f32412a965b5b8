import { health } from "@/lib/health/queries";
import { read } from "@/lib/http";

export const GET = read(health);
