import { writeEither } from "@/lib/http";
import { askEither } from "@/lib/questions/ask-either";

export const POST = writeEither("questions.ask", askEither);
