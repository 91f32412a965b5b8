import { challengeLeaves } from "@/lib/campaigns/challenge-leave";
import { read } from "@/lib/http";

export const GET = read(challengeLeaves);
