import { writeEither } from "@/lib/http";
import { openEither } from "@/lib/reviews/either";

export const POST = writeEither("reviews.open", openEither);
