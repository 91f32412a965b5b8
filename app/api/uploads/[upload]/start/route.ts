import { observe } from "@/lib/http";
import { startUploaded } from "@/lib/sources/import-job";

export const POST = observe(startUploaded);
