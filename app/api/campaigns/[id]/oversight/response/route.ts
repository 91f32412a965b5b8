import { read, write } from "@/lib/http";
import { respond, responsesOf } from "@/lib/oversight/responding";

export const GET = read(responsesOf);
export const POST = write(respond);
