import { read } from "@/lib/http";
import { people } from "@/lib/reviews/queries";

export const GET = read(people);
