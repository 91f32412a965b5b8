import { read } from "@/lib/http";
import { calendar } from "@/lib/oversight/calendar";

export const GET = read(calendar);
