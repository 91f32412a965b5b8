import { post } from "@/lib/http";
import { answerLinked } from "@/lib/questions/by-link";

/** Without a session: the link alone says which question is answered. */
export const POST = post("questions.answer_by_link", answerLinked);
