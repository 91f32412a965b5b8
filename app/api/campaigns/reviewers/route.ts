import { reviewers } from "@/lib/campaigns/queries";
import { read } from "@/lib/http";

export const GET = read(reviewers);
