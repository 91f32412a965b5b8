import { read } from "@/lib/http";
import { testOf } from "@/lib/oversight/report";

export const GET = read(testOf);
