import { read, write } from "@/lib/http";
import { answerAgain } from "@/lib/oversight/reperformance-commands";
import { performItem } from "@/lib/oversight/reperformance-queries";

export const GET = read(performItem);
export const POST = write(answerAgain);
