import { launch } from "@/lib/campaigns/commands";
import { list } from "@/lib/campaigns/queries";
import { read, write } from "@/lib/http";

export const GET = read(list);
export const POST = write(launch);
