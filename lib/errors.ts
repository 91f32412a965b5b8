/** What can go wrong, as a closed list. Another's row is `not_found`, never `forbidden`. */
export type ErrorCode =
  | "unauthenticated"
  | "forbidden"
  | "not_found"
  | "conflict"
  | "invalid"
  | "rule"
  | "gone"
  | "too_many"
  | "unavailable";

const statuses: Record<ErrorCode, { status: number; title: string }> = {
  unauthenticated: { status: 401, title: "Sign in first" },
  forbidden: { status: 403, title: "Not yours to do" },
  not_found: { status: 404, title: "Not found" },
  conflict: { status: 409, title: "Changed meanwhile" },
  invalid: { status: 400, title: "Not understood" },
  rule: { status: 422, title: "Refused by a rule" },
  gone: { status: 410, title: "No longer here" },
  too_many: { status: 429, title: "Too many tries" },
  unavailable: { status: 503, title: "Not available now" },
};

/**
 * A refusal with its reason. `slug` names the case for code, `detail` is one sentence for a person: what is wrong, where,
 * what to do. `fields` holds a sentence a form field.
 */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly slug: string;
  readonly fields: Record<string, string> | undefined;

  constructor(code: ErrorCode, slug: string, detail: string, fields?: Record<string, string>) {
    super(detail);
    this.name = "AppError";
    this.code = code;
    this.slug = slug;
    this.fields = fields;
  }
}

/** RFC 9457 problem details. */
export type Problem = {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: ErrorCode | "internal";
  slug: string;
  requestId: string;
  fields?: Record<string, string>;
};

/** Any thrown value as a problem; what is not an `AppError` says nothing of its cause. */
export function problemOf(error: unknown, requestId: string): Problem {
  if (error instanceof AppError) {
    const { status, title } = statuses[error.code];
    return {
      type: `urn:countersign:${error.slug}`,
      title,
      status,
      detail: error.message,
      code: error.code,
      slug: error.slug,
      requestId,
      ...(error.fields ? { fields: error.fields } : {}),
    };
  }
  return {
    type: "urn:countersign:internal",
    title: "Something failed here",
    status: 500,
    detail: `Something failed on our side and nothing was written. Tell your administrator the number ${requestId}.`,
    code: "internal",
    slug: "internal",
    requestId,
  };
}
