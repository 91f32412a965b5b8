import { writeEither } from "@/lib/http";
import { delegateEither } from "@/lib/reviews/either";

export const POST = writeEither("reviews.delegate", delegateEither);
