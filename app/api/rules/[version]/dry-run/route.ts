import { observe } from "@/lib/http";
import { askDryRun } from "@/lib/rules/commands";

export const POST = observe(askDryRun);
