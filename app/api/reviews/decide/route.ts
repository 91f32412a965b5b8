import { writeEither } from "@/lib/http";
import { decideEither } from "@/lib/reviews/either";

export const POST = writeEither("reviews.decide", decideEither);
