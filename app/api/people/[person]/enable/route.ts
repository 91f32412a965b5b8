import { write } from "@/lib/http";
import { enablePerson } from "@/lib/people/commands";

export const POST = write(enablePerson);
