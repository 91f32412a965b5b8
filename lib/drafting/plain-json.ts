import { APICallError, type LanguageModelV4, type LanguageModelV4CallOptions } from "@ai-sdk/provider";

/**
 * Servers that speak the chat completions of OpenAI and know no JSON schema, or no `response_format` at all, are asked with less:
 * the prompt itself says the form, and what is not in it falls at the verifier as always.
 */
const forms = ["schema", "json", "text"] as const;
type Form = (typeof forms)[number];

/** What each server and model was found to know, for as long as the process runs. */
const known = new Map<string, Form>();

/** @param key the server and model, by which what was found is kept */
export function withoutSchema(model: LanguageModelV4, key: string): LanguageModelV4 {
  return {
    specificationVersion: "v4",
    provider: model.provider,
    modelId: model.modelId,
    supportedUrls: model.supportedUrls,
    doStream: (options) => model.doStream(options),
    async doGenerate(options) {
      const from = forms.indexOf(known.get(key) ?? "schema");
      for (const form of forms.slice(from)) {
        try {
          const result = await model.doGenerate(asked(options, form));
          if (form !== "schema") known.set(key, form);
          return result;
        } catch (error) {
          if (form === "text" || !refusesForm(error)) throw error;
        }
      }
      throw new Error("No form is left to ask in.");
    },
  };
}

function asked(options: LanguageModelV4CallOptions, form: Form): LanguageModelV4CallOptions {
  if (form === "schema" || options.responseFormat?.type !== "json") return options;
  const { responseFormat: _, ...plain } = options;
  return form === "json" ? { ...plain, responseFormat: { type: "json" } } : plain;
}

/** Refused for the form that was asked for, in the server's own words. */
function refusesForm(error: unknown): boolean {
  return (
    APICallError.isInstance(error) &&
    [400, 422, 501].includes(error.statusCode ?? 0) &&
    /response_?format|json_?schema|json_object|guided|grammar|structured/i.test(error.responseBody ?? "")
  );
}
