import { read } from "@/lib/http";
import { ofReview } from "@/lib/questions/queries";

export const GET = read(ofReview);
