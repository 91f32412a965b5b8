import { z } from "zod";

/**
 * Which fields of a form hold words that a person writes. What is marked so is looked through for secrets before a command
 * sees it (I17); everything else is structured: an id, a date, one of a list. Browser-safe.
 */
const marked = z.registry<{ own: true }>();

/** Marks a field; what is made of it (`min`, `trim`, `optional`) stays marked. */
export function ownWords<S extends z.ZodType>(field: S): S {
  marked.add(field, { own: true });
  return field;
}

/** Where in a value of a schema its own words stand: "*" is every element of a list. */
export type Path = readonly string[];

const known = new WeakMap<z.core.$ZodType, readonly Path[]>();

/** Every marked field of a schema, through objects, lists, choices and what may be missing. */
export function ownWordsOf(schema: z.core.$ZodType): readonly Path[] {
  const before = known.get(schema);
  if (before) return before;
  // One that holds itself has nothing more to say of itself.
  known.set(schema, []);
  const found = marked.get(schema) ? [[]] : below(schema);
  known.set(schema, found);
  return found;
}

function below(schema: z.core.$ZodType): readonly Path[] {
  const { def } = schema._zod;
  const at = (name: string, of: z.core.$ZodType) => ownWordsOf(of).map((rest) => [name, ...rest]);
  const parts: Record<string, unknown> = { ...def };
  if (isShape(parts.shape)) return Object.entries(parts.shape).flatMap(([name, of]) => at(name, of));
  if (Array.isArray(parts.options))
    return parts.options.filter(isSchema).flatMap((of) => [...ownWordsOf(of)]);
  if (isSchema(parts.element)) return at("*", parts.element);
  if (isSchema(parts.valueType)) return at("*", parts.valueType);
  const within = [parts.innerType, parts.in, parts.out, parts.left, parts.right].filter(isSchema);
  return within.flatMap((of) => [...ownWordsOf(of)]);
}

function isSchema(value: unknown): value is z.core.$ZodType {
  return typeof value === "object" && value !== null && "_zod" in value;
}

function isShape(value: unknown): value is Record<string, z.core.$ZodType> {
  return typeof value === "object" && value !== null && Object.values(value).every(isSchema);
}
