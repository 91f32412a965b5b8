import { allowChallenges } from "@/lib/campaigns/challenge-leave";
import { write } from "@/lib/http";

export const POST = write(allowChallenges);
