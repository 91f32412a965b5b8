import { read } from "@/lib/http";
import { ofCampaign } from "@/lib/mail/queries";

export const GET = read(ofCampaign);
