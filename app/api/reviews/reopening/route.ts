import { read } from "@/lib/http";
import { reopenings } from "@/lib/reviews/sign-off-queries";

export const GET = read(reopenings);
