import { scriptedModel } from "@/lib/testing/scripted-models";
import { modelPort } from "./world";

/** The suite's model: behind the API of a real one, answering as the rules do. */
await scriptedModel("honest", modelPort);
