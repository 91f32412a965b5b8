import { nameOwner } from "@/lib/catalogue/commands";
import { write } from "@/lib/http";

export const POST = write(nameOwner);
