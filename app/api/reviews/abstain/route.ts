import { writeEither } from "@/lib/http";
import { abstainEither } from "@/lib/reviews/either";

export const POST = writeEither("reviews.abstain", abstainEither);
