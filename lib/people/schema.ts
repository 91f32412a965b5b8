import { z } from "zod";
import { refusal, role, roles } from "@/lib/auth/schema";

const id = z.uuid();
const instant = z.iso.datetime();

export const peopleFilter = z.object({
  q: z.string().trim().max(200).default(""),
  role: z.enum(["", "any", ...roles]).default(""),
  status: z.enum(["", "active", "disabled"]).default(""),
  after: id.optional(),
  before: id.optional(),
});

/** The address of the People page: what is not usable counts as not said. */
export const peopleSearch = z.object({
  q: z.string().trim().max(200).catch(""),
  role: peopleFilter.shape.role.catch(""),
  status: peopleFilter.shape.status.catch(""),
  after: id.optional().catch(undefined),
  before: id.optional().catch(undefined),
  /** Where the queue of sign-ins goes on. */
  queue: id.optional().catch(undefined),
});

export const personRow = z.object({
  id,
  name: z.string(),
  email: z.string().nullable(),
  kind: z.enum(["person", "operator", "unassigned", "simulated"]),
  status: z.enum(["active", "disabled"]),
  roles: z.array(role),
  /** The directory entry this person is. */
  identity: z.object({ source: z.string(), id: z.string(), name: z.string().nullable() }).nullable(),
  signsIn: z.boolean(),
  lastSignIn: instant.nullable(),
  /** Named in COUNTERSIGN_ADMINS: gets the admin role at each sign-in. */
  configuredAdmin: z.boolean(),
});
export type PersonRow = z.infer<typeof personRow>;

export const peoplePage = z.object({
  people: z.array(personRow),
  previous: id.nullable(),
  next: id.nullable(),
  /** Sign-ins in the queue. */
  waiting: z.number().int(),
});

const candidate = z.object({ id, name: z.string(), email: z.string().nullable() });
const identityCandidate = z.object({
  source: z.number().int(),
  sourceName: z.string(),
  id: z.string(),
  name: z.string().nullable(),
  title: z.string().nullable(),
  department: z.string().nullable(),
});
export const bindingRow = z.object({
  id,
  issuer: z.string(),
  email: z.string().nullable(),
  name: z.string().nullable(),
  why: refusal,
  at: instant,
  /** People without a sign-in whom this could be. */
  people: z.array(candidate),
  /** Directory entries this could be, that nobody signs in as. */
  identities: z.array(identityCandidate),
});
export type BindingRow = z.infer<typeof bindingRow>;
export const bindingsFilter = z.object({ after: id.optional() });
export const bindingsPage = z.object({ bindings: z.array(bindingRow), next: id.nullable() });

export const roleChange = z.object({ person: id, role });
export const personInput = z.object({ person: id });
export const settleInput = z.object({
  binding: id,
  as: z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("person"), person: id }),
    z.object({ kind: z.literal("identity"), source: z.number().int(), id: z.string().min(1) }),
    z.object({ kind: z.literal("new") }),
  ]),
});
export type SettleInput = z.infer<typeof settleInput>;
export const bindingInput = z.object({ binding: id });
