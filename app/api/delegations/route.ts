import { read } from "@/lib/http";
import { delegations } from "@/lib/reviews/delegations";

export const GET = read(delegations);
