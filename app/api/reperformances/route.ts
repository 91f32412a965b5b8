import { read, write } from "@/lib/http";
import { createReperformance } from "@/lib/oversight/reperformance-commands";
import { list } from "@/lib/oversight/reperformance-queries";

export const GET = read(list);
export const POST = write(createReperformance);
