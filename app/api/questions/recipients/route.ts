import { read } from "@/lib/http";
import { recipients } from "@/lib/questions/queries";

export const GET = read(recipients);
