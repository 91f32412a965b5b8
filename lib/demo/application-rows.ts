import type { Account } from "@/lib/demo/accounts";
import { KEY_HANDS } from "@/lib/demo/agents";
import { APPLICATIONS, type Application, type SourceName } from "@/lib/demo/applications";
import { CATALOGUE, type Entitlement } from "@/lib/demo/catalogue";
import type { Credential } from "@/lib/demo/credentials";
import type { Grant } from "@/lib/demo/holdings";
import { draws } from "@/lib/demo/random";
import type { Row, SourceFiles, View } from "@/lib/demo/source-files";
import { SOD_RULES } from "@/lib/demo/story";
import { summarise } from "@/lib/demo/usage";

/** The files of one source of applications; the small ones say nothing but user and role. */
export function applicationFiles(view: View, source: SourceName): SourceFiles {
  const small = source === "Small applications";
  const applications = APPLICATIONS.filter((application) => application.source === source);
  const here = (application: Application) => application.source === source;
  const entitlements = [...CATALOGUE.values()].filter(({ application }) => here(application));
  const grants = [...view.holdings.grants.values()].flatMap((grant) => {
    const since = here(grant.account.application) ? sinceThen(grant, view.asOfAgo) : "absent";
    return since === "absent" ? [] : [{ grant, since }];
  });
  const lastUse = new Map<Account, number>();
  const grantRows = grants.map(({ grant, since }) => {
    const moved = grant.account.identity?.moved?.ago ?? null;
    const movedAgo = moved !== null && moved >= view.asOfAgo && (since ?? 0) > moved ? moved : null;
    const use = summarise(grant.uses, { since: since ?? 9999, asOfAgo: view.asOfAgo, movedAgo }, view.days);
    if (use.last !== null)
      lastUse.set(grant.account, Math.min(use.last, lastUse.get(grant.account) ?? use.last));
    return small ? smallGrantRow(grant) : grantRow(grant, since, { ...use, movedAgo }, view);
  });
  const accounts = [...view.holdings.accounts.values()].filter(
    (account) => here(account.application) && (account.created === null || account.created >= view.asOfAgo),
  );
  const files: SourceFiles = {
    applications: applications.map((application) => applicationRow(application, small, view)),
    accounts: accounts.map((account) =>
      small ? smallAccountRow(account) : accountRow(account, lastUse.get(account) ?? null, view),
    ),
    entitlements: entitlements.map((right) =>
      small
        ? { id: right.id, application_id: right.application.id, name: right.name }
        : entitlementRow(right, source, view),
    ),
    grants: grantRows,
  };
  if (small) return files;
  const requests = view.holdings.requests.filter(
    ({ application, ago }) => here(application) && ago >= view.asOfAgo,
  );
  files.requests = requests.map(({ id, by, approvedBy, ago, text }) => ({
    id,
    requested_by: by,
    approved_by: approvedBy,
    requested_at: view.days.date(ago),
    text,
  }));
  if (source === "Core applications") {
    files.sod_rules = SOD_RULES.map(({ id, name, left, right, reason }) => ({
      id,
      name,
      left: left.join("|"),
      right: right.join("|"),
      reason,
    }));
  } else {
    files.credentials = view.credentials
      .filter(({ created }) => created >= view.asOfAgo)
      .map((credential) => credentialRow(credential, view));
  }
  return files;
}

/** When the grant then in force was made (null: unknown), or "absent". */
function sinceThen({ since, gone, back }: Grant, asOfAgo: number): number | null | "absent" {
  if (since !== null && since < asOfAgo) return "absent";
  if (gone === null || gone < asOfAgo) return since;
  return back !== null && back >= asOfAgo ? back : "absent";
}

/** The same word for the same subject every time: some sources leave it empty, some say so. */
const unknownWord = (key: string) => (draws("unknown", key).chance(0.5) ? "unknown" : "");

function grantRow(
  grant: Grant,
  since: number | null,
  use: ReturnType<typeof summarise> & { movedAgo: number | null },
  { days, asOfAgo }: View,
): Row {
  const { account, entitlement, request, expires } = grant;
  const reported = account.application.reportsUse;
  const unreported = account.application.id === "k8s" ? "N/A" : "";
  const shown = request !== null && request.ago >= asOfAgo;
  return {
    account_id: account.id,
    entitlement_id: entitlement.id,
    granted_at: since === null ? unknownWord(`${account.id} ${entitlement.id}`) : days.date(since),
    granted_by: grant.grantedBy,
    requested_by: grant.requestedBy,
    approved_by: grant.approvedBy,
    request_id: shown ? request.id : "",
    expires_at: expires === null ? "" : days.date(-expires),
    last_used_at: !reported ? unreported : use.last === null ? "Never" : days.date(use.last),
    uses_90d: reported ? String(use.uses90) : "",
    via: grant.via,
    use_months: reported ? use.months.join("|") : "",
    uses_after_move: reported && use.movedAgo !== null ? String(use.afterMove) : "",
  };
}

const smallGrantRow = ({ account, entitlement }: Grant): Row => ({
  account_id: account.id,
  entitlement_id: entitlement.id,
});

function accountRow(account: Account, lastUse: number | null, { days, asOfAgo }: View): Row {
  const { id, application, identityId, login, email, status, type, mfa, created } = account;
  const later = account.signedIn !== null && account.signedIn < asOfAgo;
  const signedIn = later ? asOfAgo + draws("sign-in", id).int(0, 9) : account.signedIn;
  const seen = signedIn !== null && signedIn <= (created ?? signedIn) ? signedIn : null;
  const last = lastUse === null ? seen : Math.min(lastUse, seen ?? lastUse);
  return {
    id,
    application_id: application.id,
    identity_id: identityId,
    login,
    email,
    status: account.identity?.left != null && account.identity.left < asOfAgo ? "active" : status,
    type,
    mfa,
    created_at: created === null ? unknownWord(id) : days.date(created),
    last_sign_in_at: application.id === "k8s" ? "N/A" : last === null ? "Never" : days.date(last),
  };
}

const smallAccountRow = ({ id, application, login, email }: Account): Row => ({
  id,
  application_id: application.id,
  login,
  email,
});

function applicationRow(application: Application, small: boolean, { people }: View): Row {
  const { id, name, type, owner, criticality, dataClass } = application;
  const ownerId = people.resolve(owner);
  if (small) return { id, name, owner_id: ownerId };
  return { id, name, type, owner_id: ownerId, criticality, data_class: dataClass };
}

function entitlementRow(right: Entitlement, source: SourceName, { people }: View): Row {
  const { application, owner, privilege } = right;
  const row = {
    id: right.id,
    application_id: application.id,
    name: right.name,
    description: right.description,
    type: right.type,
    privilege,
    owner_id: people.resolve(owner === "=" ? application.owner : owner),
    data_class:
      privilege === "privileged" ? application.dataClass : privilege === "standard" ? "internal" : "unknown",
    title: right.title,
    verb_phrase: right.verbPhrase,
  };
  return source === "Cloud and platform" ? { ...row, actions: right.actions } : row;
}

/** In whose hands the key was last seen, where the source says so. */
function handsOf({ id, identityId }: Credential, people: View["people"]): string {
  const hands = KEY_HANDS[people.byId.get(identityId)?.name ?? ""];
  return hands ? draws("hands", id).pick(hands) : "-";
}

function credentialRow(credential: Credential, { days, asOfAgo, people }: View): Row {
  const { rotated, lastUsed, expires, exposed } = credential;
  const used =
    lastUsed === null ? "Never" : days.date(Math.max(lastUsed, Math.min(asOfAgo + 1, credential.created)));
  return {
    id: credential.id,
    identity_id: credential.identityId,
    account_id: credential.accountId,
    kind: credential.kind,
    created_at: days.date(credential.created),
    expires_at: expires === null ? "" : days.date(-expires),
    rotated_at: rotated !== null && rotated >= asOfAgo ? days.date(rotated) : "",
    last_used_at: used,
    scopes: credential.scopes.join("|"),
    scopes_used: credential.scopesUsed.join("|"),
    exposure_alert:
      exposed !== null && exposed >= asOfAgo ? `Seen in a public paste on ${days.date(exposed)}` : "",
    last_used_by: lastUsed === null ? "" : people.resolve(handsOf(credential, people)),
  };
}
