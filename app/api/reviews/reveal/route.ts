import { writeEither } from "@/lib/http";
import { revealEither } from "@/lib/reviews/either";

export const POST = writeEither("reviews.reveal", revealEither);
