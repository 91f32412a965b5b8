import { verify } from "@/lib/catalogue/commands";
import { write as post } from "@/lib/http";

export const POST = post(verify);
