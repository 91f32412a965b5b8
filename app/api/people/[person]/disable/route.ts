import { write } from "@/lib/http";
import { disablePerson } from "@/lib/people/commands";

export const POST = write(disablePerson);
