import { AppError } from "@/lib/errors";
import { ruleIds, ruleOf } from "@/lib/evidence/rules";

/**
 * The scope language: which grants a campaign asks about. `field (= | != | in) value`, `field is [not] unknown`, joined by
 * `and`, `or`, `not` and parentheses. Logic is three-valued: a comparison on what is not known is neither true nor false,
 * and only what is true is in scope (I8). Words compare without regard to the case of A to Z.
 */
export const scopeFields = [
  "source",
  "application",
  "entitlement_type",
  "kind",
  "department",
  "title",
  "privilege",
  "finding",
] as const;
export type ScopeField = (typeof scopeFields)[number];

export type Scope =
  | { is: "all" }
  | { is: "compare"; field: ScopeField; op: "=" | "!="; value: string }
  | { is: "in"; field: ScopeField; values: readonly string[] }
  | { is: "unknown"; field: ScopeField }
  | { is: "not"; of: Scope }
  | { is: "and" | "or"; left: Scope; right: Scope };

/** The values each closed field can have; others are free text. */
const closed: Partial<Record<ScopeField, readonly string[]>> = {
  kind: ["human", "service", "workload", "ai_agent"],
  privilege: ["standard", "privileged"],
  /** A rule that is broken, any of them, or none; rules that were added have ids of their own, as `data_class_1`. */
  finding: ["any", "none", ...ruleIds],
};

const reserved = new Set(["and", "or", "not", "in", "is", "unknown"]);

/** No expression is nested deeper than this, by parentheses, `not` or chains. */
const DEEPEST = 200;

type Token = { text: string; kind: "word" | "quoted" | "sign" | "end"; at: number };

/**
 * Reads a scope expression; empty text is everything.
 * @throws AppError invalid: `scope-field` for a field that does not exist, `scope` for anything else, naming the place
 */
export function parseScope(text: string): Scope {
  const tokens = tokenise(text);
  if (tokens[0]?.kind === "end") return { is: "all" };
  const reader = new TokenReader(tokens);
  const scope = either(reader, 0);
  const rest = reader.next();
  if (rest.kind !== "end") throw problem(rest, `stands where "and", "or" or the end was expected`);
  return scope;
}

class TokenReader {
  private readonly tokens: readonly Token[];
  private at = 0;
  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }
  peek(): Token {
    return this.tokens[this.at] ?? { text: "", kind: "end", at: 0 };
  }
  next(): Token {
    const token = this.peek();
    this.at += 1;
    return token;
  }
  /** Takes the next token if it is this bare word or sign. */
  takes(text: string): boolean {
    const token = this.peek();
    if (token.kind === "quoted" || token.kind === "end" || folded(token.text) !== text) return false;
    this.at += 1;
    return true;
  }
}

function tokenise(text: string): Token[] {
  const tokens: Token[] = [];
  const pattern = /\s+|(!=|[=(),])|"((?:[^"\\]|\\.)*)"|([^\s=!(),"]+)/gsuy;
  while (pattern.lastIndex < text.length) {
    const at = pattern.lastIndex;
    const found = pattern.exec(text);
    if (!found) {
      const what =
        text[at] === '"'
          ? 'a quotation mark that is never closed; end it with "'
          : "a character that means nothing here";
      throw new AppError("invalid", "scope", `The scope has ${what} at character ${at + 1}.`);
    }
    const [, sign, quoted, word] = found;
    if (sign !== undefined) tokens.push({ text: sign, kind: "sign", at });
    else if (quoted !== undefined)
      tokens.push({ text: quoted.replace(/\\(.)/gsu, "$1"), kind: "quoted", at });
    else if (word !== undefined) tokens.push({ text: word, kind: "word", at });
  }
  tokens.push({ text: "the end", kind: "end", at: text.length });
  return tokens;
}

function either(reader: TokenReader, depth: number): Scope {
  let left = both(reader, depth);
  for (let n = depth; reader.takes("or"); n++)
    left = { is: "or", left, right: both(reader, deeper(reader, n)) };
  return left;
}

function both(reader: TokenReader, depth: number): Scope {
  let left = single(reader, depth);
  for (let n = depth; reader.takes("and"); n++)
    left = { is: "and", left, right: single(reader, deeper(reader, n)) };
  return left;
}

function single(reader: TokenReader, depth: number): Scope {
  if (reader.takes("not")) return { is: "not", of: single(reader, deeper(reader, depth)) };
  if (reader.takes("(")) {
    const inner = either(reader, deeper(reader, depth));
    close(reader);
    return inner;
  }
  return comparison(reader);
}

function deeper(reader: TokenReader, depth: number): number {
  if (depth < DEEPEST) return depth + 1;
  throw problem(
    reader.peek(),
    `is nested more than ${DEEPEST} levels deep; use "in (a, b)" or a shorter scope`,
  );
}

function comparison(reader: TokenReader): Scope {
  const name = reader.next();
  if (name.kind !== "word" || reserved.has(folded(name.text)))
    throw problem(name, `stands where a field was expected (${scopeFields.join(", ")})`);
  const field = scopeFields.find((f) => f === folded(name.text));
  if (!field) throw unknownField(name);
  if (reader.takes("=")) return { is: "compare", field, op: "=", value: value(reader, field) };
  if (reader.takes("!=")) return { is: "compare", field, op: "!=", value: value(reader, field) };
  if (reader.takes("in")) return { is: "in", field, values: values(reader, field) };
  if (reader.takes("not")) {
    if (reader.takes("in")) return { is: "not", of: { is: "in", field, values: values(reader, field) } };
    throw problem(reader.peek(), `stands after "not", where only "in" can`);
  }
  if (reader.takes("is")) {
    const not = reader.takes("not");
    if (!reader.takes("unknown"))
      throw problem(reader.peek(), `stands after "is", where only "unknown" or "not unknown" can`);
    return not ? { is: "not", of: { is: "unknown", field } } : { is: "unknown", field };
  }
  throw problem(reader.peek(), `stands after ${field}, where =, !=, in or is was expected`);
}

function values(reader: TokenReader, field: ScopeField): string[] {
  if (!reader.takes("(")) return [value(reader, field)];
  const list = [value(reader, field)];
  while (reader.takes(",")) list.push(value(reader, field));
  close(reader);
  return list;
}

function value(reader: TokenReader, field: ScopeField): string {
  const token = reader.next();
  if (token.kind === "end" || token.kind === "sign")
    throw problem(
      token,
      `stands where a value for ${field} was expected; quote values with signs in them, "like this"`,
    );
  if (folded(token.text) === "unknown")
    throw new AppError(
      "invalid",
      "scope",
      `What is not known equals nothing: write "${field} is unknown" at character ${token.at + 1} of the scope.`,
    );
  if (token.kind === "word" && reserved.has(folded(token.text)))
    throw problem(token, `stands where a value for ${field} was expected; quote it if it is the value`);
  const allowed = closed[field];
  if (!allowed) return token.text;
  const known = allowed.find((v) => v === folded(token.text));
  if (known) return known;
  if (field === "finding" && ruleOf(folded(token.text))) return folded(token.text);
  throw problem(token, `is no ${field}; it is one of ${allowed.join(", ")}, or "${field} is unknown"`);
}

function close(reader: TokenReader): void {
  if (!reader.takes(")")) throw problem(reader.peek(), 'stands where ")" was expected');
}

function problem(token: Token, what: string): AppError {
  const said =
    token.kind === "end"
      ? "The end of the scope"
      : `"${token.text}" at character ${token.at + 1} of the scope`;
  return new AppError("invalid", "scope", `${said} ${what}.`);
}

function unknownField(token: Token): AppError {
  return new AppError(
    "invalid",
    "scope-field",
    `"${token.text}" at character ${token.at + 1} of the scope is not a field; use one of ${scopeFields.join(", ")}.`,
  );
}

/** A to Z in lower case and nothing else changed: what the database's "C" collation does too. */
export function folded(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

const strength = { or: 1, and: 2, not: 3 } as const;

/** The expression as text that `parseScope` reads back to the same value. */
export function printScope(scope: Scope): string {
  return print(scope, 0);
}

function print(scope: Scope, around: number): string {
  switch (scope.is) {
    case "all":
      return "";
    case "compare":
      return `${scope.field} ${scope.op} ${printValue(scope.value)}`;
    case "in":
      return `${scope.field} in (${scope.values.map(printValue).join(", ")})`;
    case "unknown":
      return `${scope.field} is unknown`;
    case "not":
      if (scope.of.is === "unknown") return `${scope.of.field} is not unknown`;
      if (scope.of.is === "in")
        return `${scope.of.field} not in (${scope.of.values.map(printValue).join(", ")})`;
      return `not ${print(scope.of, strength.not)}`;
    case "and":
    case "or": {
      const own = strength[scope.is];
      // Both joins group to the left, so an equal one on the right keeps its parentheses.
      const text = `${print(scope.left, own)} ${scope.is} ${print(scope.right, own + 1)}`;
      return own < around ? `(${text})` : text;
    }
  }
}

function printValue(value: string): string {
  const bare = /^[^\s=!(),"]+$/u.test(value) && !reserved.has(folded(value));
  return bare ? value : `"${value.replace(/["\\]/g, "\\$&")}"`;
}

/** What a row says of each field: its values (an application has an id and a name), or null where it is not known. */
export type ScopeRow = Record<ScopeField, readonly string[] | null>;

/** True, false, or null where it cannot be said. The reference for the SQL of `scope-sql`. */
export function evaluateScope(scope: Scope, row: ScopeRow): boolean | null {
  switch (scope.is) {
    case "all":
      return true;
    case "unknown":
      return row[scope.field] === null;
    case "compare": {
      const equal = oneOf(row[scope.field], [scope.value]);
      return equal === null ? null : (scope.op === "=") === equal;
    }
    case "in":
      return oneOf(row[scope.field], scope.values);
    case "not": {
      const inner = evaluateScope(scope.of, row);
      return inner === null ? null : !inner;
    }
    case "and":
    case "or": {
      const decisive = scope.is === "or";
      const sides = [evaluateScope(scope.left, row), evaluateScope(scope.right, row)];
      if (sides.includes(decisive)) return decisive;
      return sides.includes(null) ? null : !decisive;
    }
  }
}

function oneOf(have: readonly string[] | null, asked: readonly string[]): boolean | null {
  if (have === null) return null;
  const wanted = asked.map(folded);
  return have.some((v) => wanted.includes(folded(v)));
}

/** Whether the expression asks for this field anywhere. */
export function mentions(scope: Scope, field: ScopeField): boolean {
  switch (scope.is) {
    case "all":
      return false;
    case "compare":
    case "in":
    case "unknown":
      return scope.field === field;
    case "not":
      return mentions(scope.of, field);
    case "and":
    case "or":
      return mentions(scope.left, field) || mentions(scope.right, field);
  }
}

/** The conditions that must all hold: what an excluded grant's reason names is the first that does not. */
export function conditions(scope: Scope): Scope[] {
  if (scope.is === "all") return [];
  return scope.is === "and" ? [...conditions(scope.left), ...conditions(scope.right)] : [scope];
}
