import type { SystemName } from "./actor";
import type { Permission } from "./policy";

/*
 * Who may, said a second time and by name: the table that every registered query, command and chore is held against, in
 * a world where one person owns a row (reviewer, remover or decider), about another's access. Whoever is not in the list
 * is refused. A line a name; a name without a line fails.
 */

const systems: Record<SystemName, true> = {
  import: true,
  launch: true,
  rules: true,
  drafting: true,
  sequencer: true,
  exports: true,
  remediation: true,
  close: true,
  "sign-in": true,
  demo: true,
};
export const systemNames = Object.keys(systems) as SystemName[];

/**
 * `person` is signed in and nothing else, `owner` the one whose row it is, `other_reviewer` one with rows of their own,
 * `subject` the one whose access it is about; the roles are held by people who own nothing here.
 */
export const people = ["person", "owner", "other_reviewer", "subject"] as const;
export const roleHolders = ["admin", "auditor", "control_owner"] as const;
export type Who =
  | (typeof people)[number]
  | (typeof roleHolders)[number]
  | "nobody"
  | "operator"
  | `system:${SystemName}`;

type Row = { allow: readonly Who[] };

const signedIn: Row = { allow: [...people, ...roleHolders] };
const owner: Row = { allow: ["owner"] };
/** The command line counts as an admin. */
const admin: Row = { allow: ["admin", "operator"] };
const adminOrControlOwner: Row = { allow: ["admin", "control_owner", "operator"] };
const anyRole: Row = { allow: [...roleHolders, "operator"] };
const everybody: Row = {
  allow: ["nobody", ...people, ...roleHolders, "operator", ...systemNames.map((n) => `system:${n}` as const)],
};
const only = (name: SystemName): Row => ({ allow: [`system:${name}`] });

export const permissionMatrix: Record<Permission, Row> = {
  "source.read": anyRole,
  "source.import": admin,
  "source.match": admin,
  "source.load": only("import"),
  "catalogue.list": signedIn,
  "catalogue.read": { allow: ["owner", ...roleHolders, "operator"] },
  "catalogue.write": { allow: ["owner", "admin", "operator"] },
  "catalogue.verify": owner,
  "catalogue.name_owner": admin,
  "catalogue.count": only("import"),
  "people.read": anyRole,
  "people.manage": admin,
  "people.bind": only("sign-in"),
  "session.start": only("sign-in"),
  "session.read": signedIn,
  "session.end": signedIn,
  "campaign.read": anyRole,
  "campaign.launch": admin,
  "campaign.accept": { allow: ["control_owner"] },
  "campaign.materialise": only("launch"),
  "campaign.close": adminOrControlOwner,
  "campaign.close_due": only("close"),
  "campaign.seal": only("close"),
  "campaign.cancel": adminOrControlOwner,
  "review.list": signedIn,
  "review.read": owner,
  "review.sign_off": owner,
  "item.open": owner,
  "item.decide": owner,
  "item.abstain": owner,
  "item.reassign": { allow: ["owner", "admin", "operator"] },
  "item.read": anyRole,
  "item.score": { allow: ["owner", ...roleHolders, "operator"] },
  "own.decisions": signedIn,
  "own.access": signedIn,
  "identity.list": anyRole,
  "identity.read": { allow: ["owner", ...roleHolders, "operator"] },
  "own.identities": signedIn,
  "ownership.offer": admin,
  "ownership.answer": owner,
  "draft.start": admin,
  "draft.record": only("drafting"),
  "exception.list": signedIn,
  "exception.read": { allow: ["owner", ...roleHolders, "operator"] },
  "exception.settle": owner,
  "rules.read": anyRole,
  "rules.make": adminOrControlOwner,
  "rules.decide": { allow: ["admin", "control_owner"] },
  "rules.dry_run": only("rules"),
  "weights.read": anyRole,
  "weights.install": admin,
  "remediation.list": signedIn,
  "remediation.read": anyRole,
  "remediation.apply": owner,
  "remediation.observe": only("remediation"),
  "log.read": anyRole,
  "decision.prove": { allow: ["owner", ...roleHolders, "operator"] },
  "log.sequence": only("sequencer"),
  "export.create": anyRole,
  "export.read": anyRole,
  "export.build": only("exports"),
  "demo.seed": only("demo"),
  "health.read": everybody,
};

export const accessMatrix: Record<string, Row> = {
  "campaigns.acceptCheck": { allow: ["control_owner"] },
  "campaigns.cancel": adminOrControlOwner,
  "campaigns.close": adminOrControlOwner,
  "campaigns.closeWhenDue": only("close"),
  "campaigns.coverage": anyRole,
  "campaigns.items": anyRole,
  "campaigns.launch": admin,
  "campaigns.list": anyRole,
  "campaigns.materialise": only("launch"),
  "campaigns.preview": anyRole,
  "campaigns.outliers": anyRole,
  "campaigns.progress": anyRole,
  "campaigns.refuse": only("launch"),
  "campaigns.reviewers": admin,
  "campaigns.seal": only("close"),
  "campaigns.show": anyRole,
  "campaigns.toEnd": only("close"),

  "catalogue.count": only("import"),
  "catalogue.drop_gone": only("import"),
  "catalogue.entry": { allow: ["owner", ...roleHolders, "operator"] },
  "catalogue.name_owner": admin,
  "catalogue.queue": signedIn,
  "catalogue.verify": owner,
  "catalogue.write": { allow: ["owner", "admin", "operator"] },

  "cli.items_file": anyRole,
  "cli.read_items": anyRole,

  "drafting.claim": only("drafting"),
  "drafting.enqueue": only("drafting"),
  "drafting.keep_answer": only("drafting"),
  "drafting.keep_wording": only("drafting"),
  "drafting.model_switch": only("drafting"),
  "drafting.packets": only("drafting"),
  "drafting.record": only("drafting"),
  "drafting.release": only("drafting"),
  "drafting.retry_failed": only("drafting"),
  "drafting.runs_at_work": only("drafting"),
  "drafting.same_inputs": only("drafting"),
  "drafting.set_model": admin,
  "drafting.skip": only("drafting"),
  "drafting.standing": only("drafting"),
  "drafting.start": admin,
  "drafting.wanted": owner,
  "drafting.word": admin,
  "drafting.wordless": only("drafting"),
  "drafts.model": anyRole,
  "drafts.progress": anyRole,
  "drafts.sent": anyRole,

  "evidence.install_weights": admin,
  "evidence.readiness": anyRole,
  "evidence.weights": anyRole,

  "exceptions.grant": owner,
  "exceptions.list": signedIn,
  "exceptions.refuse": owner,
  "exceptions.show": { allow: ["owner", ...roleHolders, "operator"] },

  "exports.finish": only("exports"),
  "exports.list": anyRole,
  "exports.note": only("exports"),
  "exports.request": anyRole,
  "exports.take": anyRole,
  "exports.write_pack": only("exports"),

  "health.state": everybody,

  "items.need_score": { allow: ["owner", ...roleHolders, "operator"] },

  "log.entries": anyRole,
  "log.head": anyRole,
  "log.proof": anyRole,
  "log.receipt": { allow: ["owner", ...roleHolders, "operator"] },

  "ownership.answer": owner,
  "ownership.identities": anyRole,
  "ownership.identity": { allow: ["owner", ...roleHolders, "operator"] },
  "ownership.mine": signedIn,
  "ownership.offer": admin,
  "ownership.withdraw": admin,

  "people.bind": only("sign-in"),
  "people.bindings": anyRole,
  "people.disable": admin,
  "people.dismiss_binding": admin,
  "people.enable": admin,
  "people.grant_role": admin,
  "people.list": anyRole,
  "people.make_placeholder": only("sign-in"),
  "people.placeholder": only("sign-in"),
  "people.queue_binding": only("sign-in"),
  "people.revoke_role": admin,
  "people.settle_binding": admin,

  "remediation.apply": owner,
  "remediation.endings": anyRole,
  "remediation.list": signedIn,
  "remediation.observe_snapshot": only("remediation"),
  "remediation.request": only("remediation"),

  "reviews.abstain": owner,
  "reviews.decide": owner,
  "reviews.decisions": signedIn,
  "reviews.mine": signedIn,
  "reviews.item_record": anyRole,
  "reviews.my_access": signedIn,
  "reviews.open": owner,
  "reviews.pair": owner,
  "reviews.people": signedIn,
  "reviews.reassign": { allow: ["owner", "admin", "operator"] },
  "reviews.reveal": owner,
  "reviews.show": owner,
  "reviews.sign_off": owner,
  "reviews.worklist": owner,

  "rules.ask_dry_run": adminOrControlOwner,
  "rules.decide": { allow: ["admin", "control_owner"] },
  "rules.draft": adminOrControlOwner,
  "rules.dry_run": only("rules"),
  "rules.entitlements": anyRole,
  "rules.fail_dry_run": only("rules"),
  "rules.page": anyRole,
  "rules.propose": adminOrControlOwner,
  "rules.save": adminOrControlOwner,
  "rules.take_back": adminOrControlOwner,
  "rules.version": anyRole,
  "rules.vocabulary": anyRole,
  "rules.withdraw": adminOrControlOwner,

  "session.actor": only("sign-in"),
  "session.end": signedIn,
  "session.match": only("sign-in"),
  "session.shell": signedIn,
  "session.start": only("sign-in"),
  "session.touch": only("sign-in"),

  "source.begin": only("import"),
  "source.count": only("import"),
  "source.counts": only("import"),
  "source.enter": admin,
  "source.identities": admin,
  "source.import": anyRole,
  "source.importers": anyRole,
  "source.last_mapping": only("import"),
  "source.list": anyRole,
  "source.lost": only("import"),
  "source.mapping": admin,
  "source.match": admin,
  "source.open": only("import"),
  "source.progress": only("import"),
  "source.put_in_force": only("import"),
  "source.receive": admin,
  "source.refuse": only("import"),
  "source.rejects": anyRole,
  "source.remove": only("import"),
  "source.reserve": admin,
  "source.settle": only("import"),
  "source.settle_managers": only("import"),
  "source.show": anyRole,
  "source.stage": only("import"),
  "source.start": admin,
  "source.unchanged": only("import"),
  "source.unmatched": anyRole,
  "source.upload": admin,
};
