import { version } from "@/lib/drafting/drafter-queries";
import { read } from "@/lib/http";

export const GET = read(version);
