import { challengeResults } from "@/lib/campaigns/challenge-queries";
import { read } from "@/lib/http";

export const GET = read(challengeResults);
