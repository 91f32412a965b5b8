import { writeEither } from "@/lib/http";
import { reassignEither } from "@/lib/reviews/either";

export const POST = writeEither("reviews.reassign", reassignEither);
