CREATE TABLE "arms_secret" (
	"campaign_id" uuid PRIMARY KEY NOT NULL,
	"sealed" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "campaign_arms" (
	"campaign_id" uuid PRIMARY KEY NOT NULL,
	"blind_rate" integer NOT NULL,
	"undrafted_rate" integer NOT NULL,
	"blind" integer NOT NULL,
	"undrafted" integer NOT NULL,
	"commitment" text NOT NULL,
	"inputs" text NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "briefing" (
	"campaign_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"text_hash" text NOT NULL,
	"told" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "briefing_campaign_id_person_id_pk" PRIMARY KEY("campaign_id","person_id")
);
--> statement-breakpoint
CREATE TABLE "campaign" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"status" text NOT NULL,
	"scope" text NOT NULL,
	"reviewer_mode" text NOT NULL,
	"reviewer_id" uuid,
	"fallback_id" uuid NOT NULL,
	"settings" jsonb NOT NULL,
	"settings_hash" text NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	"due_date" date NOT NULL,
	"built_by" uuid NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"launched_at" timestamp with time zone,
	"closed_at" timestamp with time zone,
	"sealed_at" timestamp with time zone,
	"end_reason_id" uuid,
	"items" integer DEFAULT 0 NOT NULL,
	"not_certified" integer DEFAULT 0 NOT NULL,
	"removed_at_source" integer DEFAULT 0 NOT NULL,
	"root" text,
	"tie_out" jsonb,
	"problem" text,
	"seed" text
);
--> statement-breakpoint
CREATE TABLE "campaign_grant" (
	"campaign_id" uuid NOT NULL,
	"snapshot_id" integer NOT NULL,
	"account_id" text NOT NULL,
	"entitlement_id" text NOT NULL,
	"via" text NOT NULL,
	"fate" text NOT NULL,
	"item_id" uuid,
	"reason" text NOT NULL,
	CONSTRAINT "campaign_grant_campaign_id_snapshot_id_account_id_entitlement_id_via_pk" PRIMARY KEY("campaign_id","snapshot_id","account_id","entitlement_id","via")
);
--> statement-breakpoint
CREATE TABLE "campaign_incompatible" (
	"campaign_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"why" text NOT NULL,
	CONSTRAINT "campaign_incompatible_campaign_id_person_id_pk" PRIMARY KEY("campaign_id","person_id")
);
--> statement-breakpoint
CREATE TABLE "campaign_peers" (
	"campaign_id" uuid NOT NULL,
	"department" text NOT NULL,
	"held" integer NOT NULL,
	"items" integer NOT NULL,
	CONSTRAINT "campaign_peers_campaign_id_department_held_pk" PRIMARY KEY("campaign_id","department","held")
);
--> statement-breakpoint
CREATE TABLE "campaign_source" (
	"campaign_id" uuid NOT NULL,
	"source_id" integer NOT NULL,
	"snapshot_id" integer NOT NULL,
	CONSTRAINT "campaign_source_campaign_id_source_id_pk" PRIMARY KEY("campaign_id","source_id")
);
--> statement-breakpoint
CREATE TABLE "campaign_subject" (
	"campaign_id" uuid NOT NULL,
	"snapshot_id" integer NOT NULL,
	"type" text NOT NULL,
	"id" text NOT NULL,
	"reason" text NOT NULL,
	CONSTRAINT "campaign_subject_campaign_id_snapshot_id_type_id_pk" PRIMARY KEY("campaign_id","snapshot_id","type","id")
);
--> statement-breakpoint
CREATE TABLE "check_acceptance" (
	"snapshot_id" integer NOT NULL,
	"check" text NOT NULL,
	"finding" text NOT NULL,
	"accepted_by" uuid NOT NULL,
	"reason_id" uuid NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "check_acceptance_snapshot_id_check_pk" PRIMARY KEY("snapshot_id","check")
);
--> statement-breakpoint
CREATE TABLE "not_certified" (
	"item_id" uuid PRIMARY KEY NOT NULL,
	"campaign_id" uuid NOT NULL,
	"owner_id" uuid NOT NULL,
	"reason" text NOT NULL,
	"until" date NOT NULL
);
--> statement-breakpoint
CREATE TABLE "catalogue_entry" (
	"source_id" integer NOT NULL,
	"entitlement_id" text NOT NULL,
	"version" integer NOT NULL,
	"state" text NOT NULL,
	"title" text,
	"phrase" text,
	"allows" text,
	"risk" text,
	"hash" text NOT NULL,
	"owner_id" uuid,
	"author_id" uuid,
	"origin" jsonb,
	"at" timestamp with time zone NOT NULL,
	"verified_by" uuid,
	"verified_at" timestamp with time zone,
	CONSTRAINT "catalogue_entry_source_id_entitlement_id_version_pk" PRIMARY KEY("source_id","entitlement_id","version")
);
--> statement-breakpoint
CREATE TABLE "catalogue_line" (
	"source_id" integer NOT NULL,
	"entitlement_id" text NOT NULL,
	"snapshot_id" integer NOT NULL,
	"application_id" text NOT NULL,
	"application" text NOT NULL,
	"name" text NOT NULL,
	"title" text,
	"privilege" text,
	"standing" text NOT NULL,
	"holders" integer NOT NULL,
	"owner_ref" text,
	"owner_id" uuid,
	"place" integer GENERATED ALWAYS AS ((CASE WHEN standing IN ('undescribed', 'proposed') THEN 0 ELSE 1000000000 END) + 999999999 - holders) STORED NOT NULL,
	CONSTRAINT "catalogue_line_source_id_entitlement_id_pk" PRIMARY KEY("source_id","entitlement_id")
);
--> statement-breakpoint
CREATE TABLE "challenge" (
	"id" uuid PRIMARY KEY NOT NULL,
	"campaign_id" uuid NOT NULL,
	"review_id" uuid NOT NULL,
	"reviewer_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"plant" text NOT NULL,
	"facts_say" text NOT NULL,
	"drawn_for" uuid NOT NULL,
	"made_after" uuid NOT NULL,
	"position" integer NOT NULL,
	"subject_place" integer NOT NULL,
	"application_place" integer NOT NULL,
	"alike_place" integer NOT NULL,
	"weight" integer NOT NULL,
	"subject_key" text NOT NULL,
	"subject_name" text NOT NULL,
	"subject_kind" text NOT NULL,
	"application_name" text NOT NULL,
	"account_login" text,
	"entitlement_name" text NOT NULL,
	"title" text NOT NULL,
	"risk" text NOT NULL,
	"tags" text[] NOT NULL,
	"findings" integer NOT NULL,
	"evidence_hash" text NOT NULL,
	"body" text NOT NULL,
	"draft_id" uuid NOT NULL,
	"drafted" text NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "challenge_answer" (
	"challenge_id" uuid PRIMARY KEY NOT NULL,
	"campaign_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"answer" text NOT NULL,
	"reason_code" text NOT NULL,
	"recommendation_seen" text NOT NULL,
	"draft_hash" text,
	"recommendation" text,
	"served_at" timestamp with time zone NOT NULL,
	"answered_at" timestamp with time zone NOT NULL,
	"seed" text
);
--> statement-breakpoint
CREATE TABLE "challenge_draw" (
	"campaign_id" uuid PRIMARY KEY NOT NULL,
	"leave_id" uuid NOT NULL,
	"challenges" integer NOT NULL,
	"commitment" text NOT NULL,
	"inputs" text NOT NULL,
	"made" text NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "challenge_leave" (
	"id" uuid PRIMARY KEY NOT NULL,
	"campaign_name" text NOT NULL,
	"given_by" uuid NOT NULL,
	"given_at" timestamp with time zone NOT NULL,
	"campaign_id" uuid,
	"taken_back_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "challenge_secret" (
	"campaign_id" uuid PRIMARY KEY NOT NULL,
	"sealed" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "challenge_served" (
	"id" uuid PRIMARY KEY NOT NULL,
	"challenge_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"what" text NOT NULL,
	"draft_hash" text,
	"choice" text,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "control_cadence" (
	"control" text PRIMARY KEY NOT NULL,
	"months" integer NOT NULL,
	"changed_at" timestamp with time zone NOT NULL,
	"changed_by" uuid NOT NULL
);
--> statement-breakpoint
CREATE TABLE "decision" (
	"id" uuid PRIMARY KEY NOT NULL,
	"item_id" uuid NOT NULL,
	"campaign_id" uuid NOT NULL,
	"n" integer NOT NULL,
	"actor_kind" text NOT NULL,
	"person_id" uuid NOT NULL,
	"outcome" text NOT NULL,
	"until" date,
	"exception_id" uuid,
	"new_owner_id" uuid,
	"answers" integer DEFAULT 0 NOT NULL,
	"target" text,
	"disposition" text NOT NULL,
	"recommendation_seen" text NOT NULL,
	"first_choice" text,
	"reason_code" text NOT NULL,
	"rationale_id" uuid,
	"evidence_hash" text NOT NULL,
	"draft_id" uuid,
	"draft_hash" text,
	"arm" text NOT NULL,
	"batch_id" uuid,
	"batch_size" integer,
	"batch_taken" text,
	"seconds" integer,
	"in_view" text,
	"started_from" text,
	"draft_share" integer,
	"supersedes" uuid,
	"eligibility" jsonb NOT NULL,
	"rules_passed" integer NOT NULL,
	"findings" integer NOT NULL,
	"rules_unknown" integer NOT NULL,
	"rule_set" text NOT NULL,
	"served_at" timestamp with time zone NOT NULL,
	"decided_at" timestamp with time zone NOT NULL,
	"seed" text
);
--> statement-breakpoint
CREATE TABLE "private_payload" (
	"id" uuid PRIMARY KEY NOT NULL,
	"commit" text NOT NULL,
	"salt" text,
	"payload" text,
	"erased_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "timing" (
	"ref" uuid PRIMARY KEY NOT NULL,
	"campaign_id" uuid NOT NULL,
	"seconds" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "delegation" (
	"id" uuid PRIMARY KEY NOT NULL,
	"from_id" uuid NOT NULL,
	"to_id" uuid NOT NULL,
	"scope" text NOT NULL,
	"until" date NOT NULL,
	"ends_at" timestamp with time zone NOT NULL,
	"reason_id" uuid NOT NULL,
	"made_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "campaign_drafting" (
	"campaign_id" uuid PRIMARY KEY NOT NULL,
	"drafter_version" integer,
	"local_version" integer,
	"salt" text NOT NULL,
	"model_off" boolean DEFAULT false NOT NULL,
	"paused" text,
	"paused_by" text,
	"calls" integer DEFAULT 0 NOT NULL,
	"input_tokens" bigint DEFAULT 0 NOT NULL,
	"output_tokens" bigint DEFAULT 0 NOT NULL,
	"cached_tokens" bigint DEFAULT 0 NOT NULL,
	"cost" bigint DEFAULT 0 NOT NULL,
	"currency" text,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "draft" (
	"id" uuid PRIMARY KEY NOT NULL,
	"item_id" uuid NOT NULL,
	"campaign_id" uuid NOT NULL,
	"n" integer NOT NULL,
	"batch" uuid NOT NULL,
	"state" text NOT NULL,
	"evidence_hash" text NOT NULL,
	"provider" text NOT NULL,
	"model" text NOT NULL,
	"prompt_version" text NOT NULL,
	"prompt_hash" text NOT NULL,
	"input_hash" text NOT NULL,
	"output_hash" text NOT NULL,
	"raw" text,
	"result" jsonb NOT NULL,
	"note" text NOT NULL,
	"recommendation" text NOT NULL,
	"dropped" jsonb NOT NULL,
	"drafter_version" integer,
	"model_returned" text,
	"fingerprint" text,
	"parameters" jsonb NOT NULL,
	"redaction" jsonb NOT NULL,
	"masked" jsonb,
	"fell_back" text,
	"input_tokens" integer,
	"output_tokens" integer,
	"cached_tokens" integer,
	"cost" bigint,
	"currency" text,
	"latency_ms" integer NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "draft_task" (
	"item_id" uuid PRIMARY KEY NOT NULL,
	"campaign_id" uuid NOT NULL,
	"state" text NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"priority" integer DEFAULT 0 NOT NULL,
	"claimed_by" text,
	"answers" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"afresh" boolean DEFAULT false NOT NULL,
	"reserved_tokens" bigint DEFAULT 0 NOT NULL,
	"reserved_cost" bigint DEFAULT 0 NOT NULL,
	"problem" text,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "draft_withdrawal" (
	"draft_id" uuid NOT NULL,
	"reason" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "draft_withdrawal_draft_id_pk" PRIMARY KEY("draft_id")
);
--> statement-breakpoint
CREATE TABLE "drafter_version" (
	"version" integer PRIMARY KEY NOT NULL,
	"state" text NOT NULL,
	"based_on" integer,
	"settings" jsonb NOT NULL,
	"hash" text NOT NULL,
	"evaluation_id" uuid,
	"made_by" uuid NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"proposed_at" timestamp with time zone,
	"decided_by" uuid,
	"decided_at" timestamp with time zone,
	"reason_id" uuid,
	"decision_reason_id" uuid,
	"assessment_id" uuid
);
--> statement-breakpoint
CREATE TABLE "evaluation" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"drafter_version" integer,
	"settings_hash" text,
	"set" text NOT NULL,
	"set_hash" text NOT NULL,
	"model_returned" text,
	"fingerprint" text,
	"passed" boolean NOT NULL,
	"result" jsonb NOT NULL,
	"hash" text NOT NULL,
	"by_id" uuid,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "evidence_packet" (
	"item_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"hash" text NOT NULL,
	"body" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "evidence_packet_item_id_version_pk" PRIMARY KEY("item_id","version")
);
--> statement-breakpoint
CREATE TABLE "weights_version" (
	"version" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "weights_version_version_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"name" text NOT NULL,
	"hash" text NOT NULL,
	"weights" jsonb NOT NULL,
	"installed_at" timestamp with time zone NOT NULL,
	"installed_by" uuid NOT NULL
);
--> statement-breakpoint
CREATE TABLE "exception" (
	"id" uuid PRIMARY KEY NOT NULL,
	"item_id" uuid NOT NULL,
	"campaign_id" uuid NOT NULL,
	"decision_id" uuid NOT NULL,
	"source_id" integer NOT NULL,
	"application_id" text,
	"account_id" text,
	"entitlement_id" text,
	"credential_id" text,
	"identity_id" text,
	"rules" text[] NOT NULL,
	"other_item_id" uuid,
	"until" date NOT NULL,
	"words_id" uuid NOT NULL,
	"control_owner_id" uuid NOT NULL,
	"requested_by" uuid NOT NULL,
	"requested_at" timestamp with time zone NOT NULL,
	"state" text NOT NULL,
	"second_id" uuid,
	"settled_by" uuid,
	"settled_at" timestamp with time zone,
	"settled_words_id" uuid,
	"seed" text
);
--> statement-breakpoint
CREATE TABLE "export_file" (
	"id" uuid PRIMARY KEY NOT NULL,
	"campaign_id" uuid,
	"kind" text NOT NULL,
	"state" text NOT NULL,
	"checkpoint_size" bigint,
	"path" text,
	"sha256" text,
	"bytes" bigint,
	"files" integer,
	"done" integer DEFAULT 0 NOT NULL,
	"total" integer DEFAULT 0 NOT NULL,
	"problem" text,
	"requested_by" uuid NOT NULL,
	"requested_at" timestamp with time zone NOT NULL,
	"finished_at" timestamp with time zone,
	"profile" text DEFAULT 'full' NOT NULL,
	"recipient" text,
	"expires_at" timestamp with time zone,
	"purged_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "audit_event" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "audit_event_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"event_id" uuid NOT NULL,
	"type" text NOT NULL,
	"actor_kind" text NOT NULL,
	"actor_id" text NOT NULL,
	"campaign_id" uuid,
	"item_id" uuid,
	"item_seq" integer,
	"ref_id" uuid,
	"at" timestamp with time zone NOT NULL,
	"leaf" "bytea" NOT NULL,
	"leaf_hash" "bytea" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "audit_outbox" (
	"event_id" bigint PRIMARY KEY NOT NULL
);
--> statement-breakpoint
CREATE TABLE "log_checkpoint" (
	"size" bigint PRIMARY KEY NOT NULL,
	"root" "bytea" NOT NULL,
	"note" text NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "log_leaf" (
	"idx" bigint PRIMARY KEY NOT NULL,
	"event_id" bigint NOT NULL,
	"leaf_hash" "bytea" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "log_tile" (
	"level" smallint NOT NULL,
	"n" bigint NOT NULL,
	"width" smallint NOT NULL,
	"hashes" "bytea" NOT NULL,
	CONSTRAINT "log_tile_level_n_width_pk" PRIMARY KEY("level","n","width")
);
--> statement-breakpoint
CREATE TABLE "mail" (
	"id" uuid PRIMARY KEY NOT NULL,
	"campaign_id" uuid,
	"kind" text NOT NULL,
	"about" uuid NOT NULL,
	"nth" integer DEFAULT 0 NOT NULL,
	"to_person_id" uuid,
	"state" text NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"problem" text,
	"created_at" timestamp with time zone NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "mail_once" UNIQUE NULLS NOT DISTINCT("kind","about","nth","campaign_id")
);
--> statement-breakpoint
CREATE TABLE "ownership_offer" (
	"id" uuid PRIMARY KEY NOT NULL,
	"source_id" integer NOT NULL,
	"identity_id" text NOT NULL,
	"decision_id" uuid,
	"item_id" uuid,
	"to_id" uuid NOT NULL,
	"by_id" uuid NOT NULL,
	"reason_id" uuid NOT NULL,
	"state" text NOT NULL,
	"offered_at" timestamp with time zone NOT NULL,
	"answered_at" timestamp with time zone,
	"answer_words_id" uuid
);
--> statement-breakpoint
CREATE TABLE "passkey" (
	"id" uuid PRIMARY KEY NOT NULL,
	"person_id" uuid NOT NULL,
	"name_id" uuid NOT NULL,
	"credential_id" text NOT NULL,
	"public_key" text NOT NULL,
	"jwk" jsonb NOT NULL,
	"algorithm" text NOT NULL,
	"rp_id" text NOT NULL,
	"transports" text[] NOT NULL,
	"synced" boolean NOT NULL,
	"counter" bigint NOT NULL,
	"enrolled_at" timestamp with time zone NOT NULL,
	"removed_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "passkey_challenge" (
	"id" uuid PRIMARY KEY NOT NULL,
	"person_id" uuid NOT NULL,
	"session_id" text NOT NULL,
	"challenge" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"taken_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "binding_queue" (
	"id" uuid PRIMARY KEY NOT NULL,
	"issuer" text NOT NULL,
	"subject" text NOT NULL,
	"email" text,
	"name" text,
	"reason" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"resolved_at" timestamp with time zone,
	"resolved_by" uuid
);
--> statement-breakpoint
CREATE TABLE "person" (
	"id" uuid PRIMARY KEY NOT NULL,
	"issuer" text,
	"subject" text,
	"email" text,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"status" text DEFAULT 'active' NOT NULL,
	"identity_source_id" integer,
	"identity_id" text,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "person_role" (
	"person_id" uuid NOT NULL,
	"role" text NOT NULL,
	"given_by" uuid,
	"given_at" timestamp with time zone NOT NULL,
	CONSTRAINT "person_role_person_id_role_pk" PRIMARY KEY("person_id","role")
);
--> statement-breakpoint
CREATE TABLE "session" (
	"id" text PRIMARY KEY NOT NULL,
	"person_id" uuid NOT NULL,
	"authn" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"seen_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"revoked_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "setting" (
	"key" text PRIMARY KEY NOT NULL,
	"value" jsonb NOT NULL,
	"changed_at" timestamp with time zone NOT NULL,
	"changed_by" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "question" (
	"id" uuid PRIMARY KEY NOT NULL,
	"item_id" uuid NOT NULL,
	"campaign_id" uuid NOT NULL,
	"asked_by" uuid NOT NULL,
	"part" text NOT NULL,
	"to_person_id" uuid,
	"words_id" uuid NOT NULL,
	"state" text NOT NULL,
	"asked_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	"answered_by" text,
	"answer_words_id" uuid,
	"packet_version" integer
);
--> statement-breakpoint
CREATE TABLE "question_link" (
	"id" uuid PRIMARY KEY NOT NULL,
	"question_id" uuid NOT NULL,
	"hash" text NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "remediation" (
	"id" uuid PRIMARY KEY NOT NULL,
	"item_id" uuid NOT NULL,
	"campaign_id" uuid NOT NULL,
	"decision_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"state" text NOT NULL,
	"owner_id" uuid NOT NULL,
	"source_id" integer NOT NULL,
	"application_id" text,
	"account_id" text,
	"entitlement_id" text,
	"credential_id" text,
	"identity_id" text,
	"before" jsonb NOT NULL,
	"after" jsonb,
	"requested_at" timestamp with time zone NOT NULL,
	"applied_at" timestamp with time zone,
	"applied_by" uuid,
	"applied_note_id" uuid,
	"observed_at" timestamp with time zone,
	"observed_snapshot_id" integer,
	"strength" text,
	"not_observed_why" text
);
--> statement-breakpoint
CREATE TABLE "erasure" (
	"id" uuid PRIMARY KEY NOT NULL,
	"person_id" uuid NOT NULL,
	"state" text NOT NULL,
	"reason_id" uuid NOT NULL,
	"asked_by" uuid NOT NULL,
	"asked_at" timestamp with time zone NOT NULL,
	"settled_by" uuid,
	"settled_at" timestamp with time zone,
	"settled_reason_id" uuid,
	"counts" jsonb
);
--> statement-breakpoint
CREATE TABLE "figures_kept" (
	"campaign_id" uuid PRIMARY KEY NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"figures" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "legal_hold" (
	"id" uuid PRIMARY KEY NOT NULL,
	"campaign_id" uuid,
	"person_id" uuid,
	"reason_id" uuid NOT NULL,
	"placed_by" uuid NOT NULL,
	"placed_at" timestamp with time zone NOT NULL,
	"lifted_by" uuid,
	"lifted_at" timestamp with time zone,
	"lifted_reason_id" uuid
);
--> statement-breakpoint
CREATE TABLE "purge_permit" (
	"tx" "xid8" NOT NULL,
	"table_name" text NOT NULL,
	CONSTRAINT "purge_permit_tx_table_name_pk" PRIMARY KEY("tx","table_name")
);
--> statement-breakpoint
CREATE TABLE "retention_period" (
	"class" text PRIMARY KEY NOT NULL,
	"days" integer NOT NULL,
	"changed_at" timestamp with time zone NOT NULL,
	"changed_by" uuid NOT NULL
);
--> statement-breakpoint
CREATE TABLE "retention_purged" (
	"campaign_id" uuid NOT NULL,
	"class" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "retention_purged_campaign_id_class_pk" PRIMARY KEY("campaign_id","class")
);
--> statement-breakpoint
CREATE TABLE "retention_run" (
	"class" text PRIMARY KEY NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"finished_at" timestamp with time zone,
	"purged" integer DEFAULT 0 NOT NULL,
	"problem" text
);
--> statement-breakpoint
CREATE TABLE "siem_cursor" (
	"target" text PRIMARY KEY NOT NULL,
	"leaf" bigint NOT NULL,
	"delivered_at" timestamp with time zone,
	"attempts" integer DEFAULT 0 NOT NULL,
	"next_at" timestamp with time zone NOT NULL,
	"problem" text
);
--> statement-breakpoint
CREATE TABLE "idempotency" (
	"person_id" uuid NOT NULL,
	"key" text NOT NULL,
	"command" text NOT NULL,
	"input" text NOT NULL,
	"result" jsonb NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "idempotency_person_id_key_pk" PRIMARY KEY("person_id","key")
);
--> statement-breakpoint
CREATE TABLE "item" (
	"id" uuid PRIMARY KEY NOT NULL,
	"campaign_id" uuid NOT NULL,
	"review_id" uuid NOT NULL,
	"reviewer_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"subject_place" integer DEFAULT 0 NOT NULL,
	"application_place" integer DEFAULT 0 NOT NULL,
	"alike_place" integer DEFAULT 2147483647 NOT NULL,
	"weight" integer GENERATED ALWAYS AS (CASE WHEN type = 'identity' THEN 0 ELSE 100663296 END
  + CASE risk WHEN 'critical' THEN 0 WHEN 'high' THEN 33554432 ELSE 67108864 END
  + (31 - least(greatest(debt, 0), 31)) * 1048576
  + CASE WHEN arm = 'assisted' THEN least(greatest(coalesce(need_score, 0), -500000), 500000) ELSE 0 END + 500000) STORED NOT NULL,
	"type" text DEFAULT 'grant' NOT NULL,
	"snapshot_id" integer NOT NULL,
	"source_id" integer NOT NULL,
	"source_name" text NOT NULL,
	"application_id" text,
	"application_name" text NOT NULL,
	"application_owner_id" uuid,
	"account_id" text,
	"account_login" text,
	"identity_source_id" integer,
	"identity_id" text,
	"subject_key" text NOT NULL,
	"subject_name" text NOT NULL,
	"subject_kind" text NOT NULL,
	"subject_title" text,
	"subject_department" text,
	"entitlement_id" text,
	"credential_id" text,
	"entitlement_name" text NOT NULL,
	"title" text NOT NULL,
	"phrase" text,
	"entitlement_type" text,
	"privilege" text,
	"undescribed" boolean NOT NULL,
	"first_seen" boolean NOT NULL,
	"risk" text NOT NULL,
	"rules_passed" integer NOT NULL,
	"findings" integer NOT NULL,
	"rules_unknown" integer NOT NULL,
	"tags" text[] NOT NULL,
	"need_score" integer,
	"debt" integer DEFAULT 0 NOT NULL,
	"peer_holders" integer,
	"peer_others" integer,
	"alike_key" text NOT NULL,
	"reviewer_basis" text NOT NULL,
	"eligibility" jsonb NOT NULL,
	"blocked" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"evidence_hash" text NOT NULL,
	"packet_version" integer DEFAULT 1 NOT NULL,
	"draft_state" text DEFAULT 'none' NOT NULL,
	"draft_id" uuid,
	"arm" text DEFAULT 'assisted' NOT NULL,
	"arm_why" text,
	"state" text DEFAULT 'open' NOT NULL,
	"decision_id" uuid,
	"outcome" text,
	"disposition" text,
	"decided_at" timestamp with time zone,
	"waiting" text,
	"answered_by" uuid,
	"returned" integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "list_opening" (
	"review_id" uuid PRIMARY KEY NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "reassignment" (
	"id" uuid PRIMARY KEY NOT NULL,
	"item_id" uuid NOT NULL,
	"campaign_id" uuid NOT NULL,
	"from_id" uuid NOT NULL,
	"to_id" uuid NOT NULL,
	"by_id" uuid,
	"kind" text NOT NULL,
	"delegation_id" uuid,
	"missing" text,
	"reason_id" uuid,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "review" (
	"id" uuid PRIMARY KEY NOT NULL,
	"campaign_id" uuid NOT NULL,
	"reviewer_id" uuid NOT NULL,
	"items" integer DEFAULT 0 NOT NULL,
	"decided" integer DEFAULT 0 NOT NULL,
	"last_decided_at" timestamp with time zone,
	"signed_off_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "served" (
	"id" uuid PRIMARY KEY NOT NULL,
	"person_id" uuid NOT NULL,
	"item_id" uuid NOT NULL,
	"what" text NOT NULL,
	"evidence_hash" text NOT NULL,
	"draft_id" uuid,
	"draft_hash" text,
	"choice" text,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "campaign_rule_coverage" (
	"campaign_id" uuid NOT NULL,
	"source_id" integer NOT NULL,
	"application_id" text NOT NULL,
	"application_name" text NOT NULL,
	"rule_id" text NOT NULL,
	"place" integer NOT NULL,
	"name" text NOT NULL,
	"passed" integer NOT NULL,
	"failed" integer NOT NULL,
	"unknown" integer NOT NULL,
	"lacks" text[] NOT NULL,
	CONSTRAINT "campaign_rule_coverage_campaign_id_source_id_application_id_rule_id_pk" PRIMARY KEY("campaign_id","source_id","application_id","rule_id")
);
--> statement-breakpoint
CREATE TABLE "rule_set_version" (
	"version" integer PRIMARY KEY NOT NULL,
	"state" text NOT NULL,
	"based_on" integer,
	"rules" jsonb NOT NULL,
	"hash" text NOT NULL,
	"dry_run" jsonb,
	"dry_run_at" timestamp with time zone,
	"made_by" uuid,
	"created_at" timestamp with time zone NOT NULL,
	"proposed_at" timestamp with time zone,
	"decided_by" uuid,
	"decided_at" timestamp with time zone,
	"reason_id" uuid,
	"decision_reason_id" uuid
);
--> statement-breakpoint
CREATE TABLE "saved_view" (
	"id" uuid PRIMARY KEY NOT NULL,
	"person_id" uuid NOT NULL,
	"name" text NOT NULL,
	"search" text NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "second_look" (
	"id" uuid PRIMARY KEY NOT NULL,
	"item_id" uuid NOT NULL,
	"campaign_id" uuid NOT NULL,
	"decision_id" uuid NOT NULL,
	"reviewer_id" uuid NOT NULL,
	"why" text NOT NULL,
	"second_id" uuid,
	"asked_at" timestamp with time zone NOT NULL,
	"state" text NOT NULL,
	"answered_at" timestamp with time zone,
	"words_id" uuid,
	"seed" text
);
--> statement-breakpoint
CREATE TABLE "reopening" (
	"id" uuid PRIMARY KEY NOT NULL,
	"review_id" uuid NOT NULL,
	"campaign_id" uuid NOT NULL,
	"reviewer_id" uuid NOT NULL,
	"asked_by" uuid NOT NULL,
	"reason_id" uuid NOT NULL,
	"asked_at" timestamp with time zone NOT NULL,
	"state" text NOT NULL,
	"settled_by" uuid,
	"settled_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "sign_off" (
	"id" uuid PRIMARY KEY NOT NULL,
	"review_id" uuid NOT NULL,
	"campaign_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"by" text NOT NULL,
	"summary" text NOT NULL,
	"decisions" text NOT NULL,
	"attestation" text NOT NULL,
	"checkpoint" text,
	"nonce" text,
	"token_id" uuid,
	"issuer" text,
	"jwks" text,
	"passkey_id" uuid,
	"assertion" text,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sign_off_preparation" (
	"id" uuid PRIMARY KEY NOT NULL,
	"review_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"session_id" text NOT NULL,
	"way" text NOT NULL,
	"state_hash" text NOT NULL,
	"verifier" text NOT NULL,
	"summary" text NOT NULL,
	"checkpoint" text NOT NULL,
	"nonce" text NOT NULL,
	"prepared_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"taken_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "account_match" (
	"source_id" integer NOT NULL,
	"account_id" text NOT NULL,
	"how" text NOT NULL,
	"identity_source_id" integer,
	"identity_id" text,
	CONSTRAINT "account_match_source_id_account_id_pk" PRIMARY KEY("source_id","account_id")
);
--> statement-breakpoint
CREATE TABLE "import_job" (
	"id" uuid PRIMARY KEY NOT NULL,
	"source_name" text NOT NULL,
	"format" text NOT NULL,
	"as_of" timestamp with time zone NOT NULL,
	"path" text NOT NULL,
	"bytes" bigint DEFAULT 0 NOT NULL,
	"state" text NOT NULL,
	"phase" text,
	"rows_read" integer DEFAULT 0 NOT NULL,
	"bytes_read" bigint DEFAULT 0 NOT NULL,
	"rows_settled" integer DEFAULT 0 NOT NULL,
	"mapping" jsonb,
	"snapshot_id" integer,
	"problem" text,
	"started_by" uuid NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"beat_at" timestamp with time zone,
	"finished_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "import_row" (
	"snapshot_id" integer NOT NULL,
	"kind" text NOT NULL,
	"ord" bigint NOT NULL,
	"part" integer NOT NULL,
	"file" text NOT NULL,
	"line" integer NOT NULL,
	"key" text NOT NULL,
	"lead" boolean NOT NULL,
	"cells" text[] NOT NULL,
	CONSTRAINT "import_row_snapshot_id_kind_ord_part_pk" PRIMARY KEY("snapshot_id","kind","ord","part")
);
--> statement-breakpoint
CREATE TABLE "manual_match" (
	"source_id" integer NOT NULL,
	"account_id" text NOT NULL,
	"identity_source_id" integer NOT NULL,
	"identity_id" text NOT NULL,
	"reason_id" uuid NOT NULL,
	"matched_by" uuid NOT NULL,
	"matched_at" timestamp with time zone NOT NULL,
	CONSTRAINT "manual_match_source_id_account_id_pk" PRIMARY KEY("source_id","account_id")
);
--> statement-breakpoint
CREATE TABLE "snap_account" (
	"snapshot_id" integer NOT NULL,
	"id" text NOT NULL,
	"application_id" text NOT NULL,
	"identity_id" text,
	"login" text,
	"email" text,
	"status" text,
	"type" text,
	"mfa" boolean,
	"created_at" timestamp with time zone,
	"last_sign_in_at" timestamp with time zone,
	"last_sign_in_never" boolean DEFAULT false NOT NULL,
	"attributes" jsonb,
	CONSTRAINT "snap_account_snapshot_id_id_pk" PRIMARY KEY("snapshot_id","id")
);
--> statement-breakpoint
CREATE TABLE "snap_application" (
	"snapshot_id" integer NOT NULL,
	"id" text NOT NULL,
	"name" text,
	"type" text,
	"owner_id" text,
	"criticality" text,
	"data_class" text,
	"attributes" jsonb,
	CONSTRAINT "snap_application_snapshot_id_id_pk" PRIMARY KEY("snapshot_id","id")
);
--> statement-breakpoint
CREATE TABLE "snap_credential" (
	"snapshot_id" integer NOT NULL,
	"id" text NOT NULL,
	"identity_id" text,
	"account_id" text,
	"kind" text,
	"created_at" timestamp with time zone,
	"expires_at" timestamp with time zone,
	"rotated_at" timestamp with time zone,
	"last_used_at" timestamp with time zone,
	"last_used_never" boolean DEFAULT false NOT NULL,
	"scopes" text,
	"attributes" jsonb,
	CONSTRAINT "snap_credential_snapshot_id_id_pk" PRIMARY KEY("snapshot_id","id")
);
--> statement-breakpoint
CREATE TABLE "snap_entitlement" (
	"snapshot_id" integer NOT NULL,
	"id" text NOT NULL,
	"application_id" text NOT NULL,
	"name" text,
	"description" text,
	"type" text,
	"privilege" text,
	"owner_id" text,
	"data_class" text,
	"attributes" jsonb,
	CONSTRAINT "snap_entitlement_snapshot_id_id_pk" PRIMARY KEY("snapshot_id","id")
);
--> statement-breakpoint
CREATE TABLE "snap_grant" (
	"snapshot_id" integer NOT NULL,
	"account_id" text NOT NULL,
	"entitlement_id" text NOT NULL,
	"via" text DEFAULT '' NOT NULL,
	"granted_at" timestamp with time zone,
	"granted_by" text,
	"requested_by" text,
	"approved_by" text,
	"request_id" text,
	"expires_at" timestamp with time zone,
	"last_used_at" timestamp with time zone,
	"last_used_never" boolean DEFAULT false NOT NULL,
	"uses_90d" integer,
	"attributes" jsonb,
	CONSTRAINT "snap_grant_snapshot_id_account_id_entitlement_id_via_pk" PRIMARY KEY("snapshot_id","account_id","entitlement_id","via")
);
--> statement-breakpoint
CREATE TABLE "snap_identity" (
	"snapshot_id" integer NOT NULL,
	"id" text NOT NULL,
	"kind" text NOT NULL,
	"name" text,
	"email" text,
	"manager_id" text,
	"owner_id" text,
	"backup_owner_id" text,
	"department" text,
	"title" text,
	"cost_center" text,
	"location" text,
	"employment_status" text,
	"start_date" date,
	"end_date" date,
	"previous_department" text,
	"moved_at" date,
	"purpose" text,
	"derived" boolean DEFAULT false NOT NULL,
	"attributes" jsonb,
	CONSTRAINT "snap_identity_snapshot_id_id_pk" PRIMARY KEY("snapshot_id","id")
);
--> statement-breakpoint
CREATE TABLE "snap_identity_role" (
	"snapshot_id" integer NOT NULL,
	"identity_id" text NOT NULL,
	"role_id" text NOT NULL,
	CONSTRAINT "snap_identity_role_snapshot_id_identity_id_role_id_pk" PRIMARY KEY("snapshot_id","identity_id","role_id")
);
--> statement-breakpoint
CREATE TABLE "snap_request" (
	"snapshot_id" integer NOT NULL,
	"id" text NOT NULL,
	"requested_by" text,
	"approved_by" text,
	"requested_at" timestamp with time zone,
	"text" text,
	CONSTRAINT "snap_request_snapshot_id_id_pk" PRIMARY KEY("snapshot_id","id")
);
--> statement-breakpoint
CREATE TABLE "snap_role" (
	"snapshot_id" integer NOT NULL,
	"id" text NOT NULL,
	"name" text,
	CONSTRAINT "snap_role_snapshot_id_id_pk" PRIMARY KEY("snapshot_id","id")
);
--> statement-breakpoint
CREATE TABLE "snap_role_entitlement" (
	"snapshot_id" integer NOT NULL,
	"role_id" text NOT NULL,
	"entitlement_id" text NOT NULL,
	CONSTRAINT "snap_role_entitlement_snapshot_id_role_id_entitlement_id_pk" PRIMARY KEY("snapshot_id","role_id","entitlement_id")
);
--> statement-breakpoint
CREATE TABLE "snap_sod_rule" (
	"snapshot_id" integer NOT NULL,
	"id" text NOT NULL,
	"name" text NOT NULL,
	"left" text[] NOT NULL,
	"right" text[] NOT NULL,
	"reason" text,
	CONSTRAINT "snap_sod_rule_snapshot_id_id_pk" PRIMARY KEY("snapshot_id","id")
);
--> statement-breakpoint
CREATE TABLE "snapshot" (
	"id" serial PRIMARY KEY NOT NULL,
	"source_id" integer NOT NULL,
	"status" text NOT NULL,
	"format" text NOT NULL,
	"as_of" timestamp with time zone NOT NULL,
	"sha256" text NOT NULL,
	"bytes" bigint DEFAULT 0 NOT NULL,
	"raw_path" text,
	"parameters" jsonb NOT NULL,
	"tie_out" jsonb,
	"identities" integer DEFAULT 0 NOT NULL,
	"accounts" integer DEFAULT 0 NOT NULL,
	"entitlements" integer DEFAULT 0 NOT NULL,
	"grants" integer DEFAULT 0 NOT NULL,
	"complete" boolean DEFAULT true NOT NULL,
	"problem" text,
	"imported_by" text NOT NULL,
	"imported_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "snapshot_reject" (
	"snapshot_id" integer NOT NULL,
	"file" text NOT NULL,
	"line" integer NOT NULL,
	"kind" text NOT NULL,
	"reason" text NOT NULL,
	CONSTRAINT "snapshot_reject_snapshot_id_file_line_pk" PRIMARY KEY("snapshot_id","file","line")
);
--> statement-breakpoint
CREATE TABLE "source" (
	"id" serial PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"format" text NOT NULL,
	"mapping" jsonb,
	"current_snapshot_id" integer,
	"model_off" boolean DEFAULT false NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "source_name_unique" UNIQUE("name")
);
--> statement-breakpoint
CREATE TABLE "anchor" (
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"size" bigint NOT NULL,
	"confirmed_at" timestamp with time zone,
	"attempts" integer NOT NULL,
	"next_at" timestamp with time zone NOT NULL,
	"problem" text,
	"refused_at" timestamp with time zone,
	"refused_size" bigint,
	CONSTRAINT "anchor_kind_name_pk" PRIMARY KEY("kind","name")
);
--> statement-breakpoint
CREATE TABLE "checkpoint_cosignature" (
	"size" bigint NOT NULL,
	"witness" text NOT NULL,
	"line" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "checkpoint_cosignature_size_witness_pk" PRIMARY KEY("size","witness")
);
--> statement-breakpoint
CREATE TABLE "checkpoint_timestamp" (
	"size" bigint NOT NULL,
	"authority" text NOT NULL,
	"token" "bytea" NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "checkpoint_timestamp_size_authority_pk" PRIMARY KEY("size","authority")
);
--> statement-breakpoint
CREATE TABLE "reperformance" (
	"id" uuid PRIMARY KEY NOT NULL,
	"campaign_id" uuid NOT NULL,
	"seed" text NOT NULL,
	"population" integer NOT NULL,
	"size" integer NOT NULL,
	"created_by" uuid NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"performer_id" uuid NOT NULL,
	"frozen_at" timestamp with time zone,
	"result" jsonb
);
--> statement-breakpoint
CREATE TABLE "reperformance_answer" (
	"id" uuid PRIMARY KEY NOT NULL,
	"reperformance_id" uuid NOT NULL,
	"n" integer NOT NULL,
	"answer" text NOT NULL,
	"words_id" uuid,
	"by" uuid NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "reperformance_item" (
	"reperformance_id" uuid NOT NULL,
	"n" integer NOT NULL,
	"item_id" uuid NOT NULL,
	"evidence_hash" text NOT NULL,
	"rank" text NOT NULL,
	CONSTRAINT "reperformance_item_reperformance_id_n_pk" PRIMARY KEY("reperformance_id","n")
);
--> statement-breakpoint
CREATE TABLE "workpaper" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"campaigns" uuid[] NOT NULL,
	"period_from" date,
	"period_to" date,
	"drawn_from" text NOT NULL,
	"seed" text NOT NULL,
	"population" integer NOT NULL,
	"size" integer NOT NULL,
	"created_by" uuid NOT NULL,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "workpaper_frozen" (
	"workpaper_id" uuid PRIMARY KEY NOT NULL,
	"found" jsonb NOT NULL,
	"by" uuid NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "workpaper_item" (
	"workpaper_id" uuid NOT NULL,
	"n" integer NOT NULL,
	"item_id" uuid NOT NULL,
	"rank" text NOT NULL,
	CONSTRAINT "workpaper_item_workpaper_id_n_pk" PRIMARY KEY("workpaper_id","n")
);
--> statement-breakpoint
CREATE TABLE "workpaper_note" (
	"id" uuid PRIMARY KEY NOT NULL,
	"workpaper_id" uuid NOT NULL,
	"item_id" uuid,
	"attribute" text NOT NULL,
	"judgement" text,
	"words_id" uuid,
	"by" uuid NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "arms_secret" ADD CONSTRAINT "arms_secret_campaign_id_campaign_id_fk" FOREIGN KEY ("campaign_id") REFERENCES "public"."campaign"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "campaign_arms" ADD CONSTRAINT "campaign_arms_campaign_id_campaign_id_fk" FOREIGN KEY ("campaign_id") REFERENCES "public"."campaign"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "briefing" ADD CONSTRAINT "briefing_campaign_id_campaign_id_fk" FOREIGN KEY ("campaign_id") REFERENCES "public"."campaign"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "briefing" ADD CONSTRAINT "briefing_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "campaign" ADD CONSTRAINT "campaign_reviewer_id_person_id_fk" FOREIGN KEY ("reviewer_id") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "campaign" ADD CONSTRAINT "campaign_fallback_id_person_id_fk" FOREIGN KEY ("fallback_id") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "campaign" ADD CONSTRAINT "campaign_built_by_person_id_fk" FOREIGN KEY ("built_by") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "campaign_peers" ADD CONSTRAINT "campaign_peers_campaign_id_campaign_id_fk" FOREIGN KEY ("campaign_id") REFERENCES "public"."campaign"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "campaign_source" ADD CONSTRAINT "campaign_source_campaign_id_campaign_id_fk" FOREIGN KEY ("campaign_id") REFERENCES "public"."campaign"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "campaign_source" ADD CONSTRAINT "campaign_source_source_id_source_id_fk" FOREIGN KEY ("source_id") REFERENCES "public"."source"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "check_acceptance" ADD CONSTRAINT "check_acceptance_accepted_by_person_id_fk" FOREIGN KEY ("accepted_by") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "not_certified" ADD CONSTRAINT "not_certified_campaign_id_campaign_id_fk" FOREIGN KEY ("campaign_id") REFERENCES "public"."campaign"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "not_certified" ADD CONSTRAINT "not_certified_owner_id_person_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "catalogue_entry" ADD CONSTRAINT "catalogue_entry_source_id_source_id_fk" FOREIGN KEY ("source_id") REFERENCES "public"."source"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "catalogue_entry" ADD CONSTRAINT "catalogue_entry_owner_id_person_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "catalogue_entry" ADD CONSTRAINT "catalogue_entry_author_id_person_id_fk" FOREIGN KEY ("author_id") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "catalogue_entry" ADD CONSTRAINT "catalogue_entry_verified_by_person_id_fk" FOREIGN KEY ("verified_by") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "catalogue_line" ADD CONSTRAINT "catalogue_line_source_id_source_id_fk" FOREIGN KEY ("source_id") REFERENCES "public"."source"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "challenge" ADD CONSTRAINT "challenge_campaign_id_campaign_id_fk" FOREIGN KEY ("campaign_id") REFERENCES "public"."campaign"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "challenge" ADD CONSTRAINT "challenge_review_id_review_id_fk" FOREIGN KEY ("review_id") REFERENCES "public"."review"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "challenge" ADD CONSTRAINT "challenge_reviewer_id_person_id_fk" FOREIGN KEY ("reviewer_id") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "challenge_answer" ADD CONSTRAINT "challenge_answer_challenge_id_challenge_id_fk" FOREIGN KEY ("challenge_id") REFERENCES "public"."challenge"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "challenge_answer" ADD CONSTRAINT "challenge_answer_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "challenge_draw" ADD CONSTRAINT "challenge_draw_campaign_id_campaign_id_fk" FOREIGN KEY ("campaign_id") REFERENCES "public"."campaign"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "challenge_draw" ADD CONSTRAINT "challenge_draw_leave_id_challenge_leave_id_fk" FOREIGN KEY ("leave_id") REFERENCES "public"."challenge_leave"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "challenge_leave" ADD CONSTRAINT "challenge_leave_given_by_person_id_fk" FOREIGN KEY ("given_by") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "challenge_leave" ADD CONSTRAINT "challenge_leave_campaign_id_campaign_id_fk" FOREIGN KEY ("campaign_id") REFERENCES "public"."campaign"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "challenge_secret" ADD CONSTRAINT "challenge_secret_campaign_id_campaign_id_fk" FOREIGN KEY ("campaign_id") REFERENCES "public"."campaign"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "challenge_served" ADD CONSTRAINT "challenge_served_challenge_id_challenge_id_fk" FOREIGN KEY ("challenge_id") REFERENCES "public"."challenge"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "decision" ADD CONSTRAINT "decision_item_id_item_id_fk" FOREIGN KEY ("item_id") REFERENCES "public"."item"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "decision" ADD CONSTRAINT "decision_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "delegation" ADD CONSTRAINT "delegation_from_id_person_id_fk" FOREIGN KEY ("from_id") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "delegation" ADD CONSTRAINT "delegation_to_id_person_id_fk" FOREIGN KEY ("to_id") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "campaign_drafting" ADD CONSTRAINT "campaign_drafting_campaign_id_campaign_id_fk" FOREIGN KEY ("campaign_id") REFERENCES "public"."campaign"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "drafter_version" ADD CONSTRAINT "drafter_version_made_by_person_id_fk" FOREIGN KEY ("made_by") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "drafter_version" ADD CONSTRAINT "drafter_version_decided_by_person_id_fk" FOREIGN KEY ("decided_by") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "exception" ADD CONSTRAINT "exception_item_id_item_id_fk" FOREIGN KEY ("item_id") REFERENCES "public"."item"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "exception" ADD CONSTRAINT "exception_control_owner_id_person_id_fk" FOREIGN KEY ("control_owner_id") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "exception" ADD CONSTRAINT "exception_requested_by_person_id_fk" FOREIGN KEY ("requested_by") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "exception" ADD CONSTRAINT "exception_second_id_person_id_fk" FOREIGN KEY ("second_id") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "exception" ADD CONSTRAINT "exception_settled_by_person_id_fk" FOREIGN KEY ("settled_by") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mail" ADD CONSTRAINT "mail_campaign_id_campaign_id_fk" FOREIGN KEY ("campaign_id") REFERENCES "public"."campaign"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mail" ADD CONSTRAINT "mail_to_person_id_person_id_fk" FOREIGN KEY ("to_person_id") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ownership_offer" ADD CONSTRAINT "ownership_offer_to_id_person_id_fk" FOREIGN KEY ("to_id") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ownership_offer" ADD CONSTRAINT "ownership_offer_by_id_person_id_fk" FOREIGN KEY ("by_id") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "passkey" ADD CONSTRAINT "passkey_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "passkey_challenge" ADD CONSTRAINT "passkey_challenge_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "person_role" ADD CONSTRAINT "person_role_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "session" ADD CONSTRAINT "session_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "question" ADD CONSTRAINT "question_item_id_item_id_fk" FOREIGN KEY ("item_id") REFERENCES "public"."item"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "question" ADD CONSTRAINT "question_campaign_id_campaign_id_fk" FOREIGN KEY ("campaign_id") REFERENCES "public"."campaign"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "question" ADD CONSTRAINT "question_asked_by_person_id_fk" FOREIGN KEY ("asked_by") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "question" ADD CONSTRAINT "question_to_person_id_person_id_fk" FOREIGN KEY ("to_person_id") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "question_link" ADD CONSTRAINT "question_link_question_id_question_id_fk" FOREIGN KEY ("question_id") REFERENCES "public"."question"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "remediation" ADD CONSTRAINT "remediation_item_id_item_id_fk" FOREIGN KEY ("item_id") REFERENCES "public"."item"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "remediation" ADD CONSTRAINT "remediation_decision_id_decision_id_fk" FOREIGN KEY ("decision_id") REFERENCES "public"."decision"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "erasure" ADD CONSTRAINT "erasure_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "figures_kept" ADD CONSTRAINT "figures_kept_campaign_id_campaign_id_fk" FOREIGN KEY ("campaign_id") REFERENCES "public"."campaign"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "legal_hold" ADD CONSTRAINT "legal_hold_campaign_id_campaign_id_fk" FOREIGN KEY ("campaign_id") REFERENCES "public"."campaign"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "legal_hold" ADD CONSTRAINT "legal_hold_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "item" ADD CONSTRAINT "item_campaign_id_campaign_id_fk" FOREIGN KEY ("campaign_id") REFERENCES "public"."campaign"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "item" ADD CONSTRAINT "item_review_id_review_id_fk" FOREIGN KEY ("review_id") REFERENCES "public"."review"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "list_opening" ADD CONSTRAINT "list_opening_review_id_review_id_fk" FOREIGN KEY ("review_id") REFERENCES "public"."review"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reassignment" ADD CONSTRAINT "reassignment_item_id_item_id_fk" FOREIGN KEY ("item_id") REFERENCES "public"."item"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "review" ADD CONSTRAINT "review_campaign_id_campaign_id_fk" FOREIGN KEY ("campaign_id") REFERENCES "public"."campaign"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "review" ADD CONSTRAINT "review_reviewer_id_person_id_fk" FOREIGN KEY ("reviewer_id") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "served" ADD CONSTRAINT "served_item_id_item_id_fk" FOREIGN KEY ("item_id") REFERENCES "public"."item"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "campaign_rule_coverage" ADD CONSTRAINT "campaign_rule_coverage_campaign_id_campaign_id_fk" FOREIGN KEY ("campaign_id") REFERENCES "public"."campaign"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rule_set_version" ADD CONSTRAINT "rule_set_version_made_by_person_id_fk" FOREIGN KEY ("made_by") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rule_set_version" ADD CONSTRAINT "rule_set_version_decided_by_person_id_fk" FOREIGN KEY ("decided_by") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "saved_view" ADD CONSTRAINT "saved_view_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "second_look" ADD CONSTRAINT "second_look_item_id_item_id_fk" FOREIGN KEY ("item_id") REFERENCES "public"."item"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "second_look" ADD CONSTRAINT "second_look_reviewer_id_person_id_fk" FOREIGN KEY ("reviewer_id") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "second_look" ADD CONSTRAINT "second_look_second_id_person_id_fk" FOREIGN KEY ("second_id") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reopening" ADD CONSTRAINT "reopening_review_id_review_id_fk" FOREIGN KEY ("review_id") REFERENCES "public"."review"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reopening" ADD CONSTRAINT "reopening_campaign_id_campaign_id_fk" FOREIGN KEY ("campaign_id") REFERENCES "public"."campaign"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reopening" ADD CONSTRAINT "reopening_reviewer_id_person_id_fk" FOREIGN KEY ("reviewer_id") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reopening" ADD CONSTRAINT "reopening_asked_by_person_id_fk" FOREIGN KEY ("asked_by") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reopening" ADD CONSTRAINT "reopening_settled_by_person_id_fk" FOREIGN KEY ("settled_by") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sign_off" ADD CONSTRAINT "sign_off_review_id_review_id_fk" FOREIGN KEY ("review_id") REFERENCES "public"."review"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sign_off" ADD CONSTRAINT "sign_off_campaign_id_campaign_id_fk" FOREIGN KEY ("campaign_id") REFERENCES "public"."campaign"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sign_off" ADD CONSTRAINT "sign_off_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sign_off" ADD CONSTRAINT "sign_off_passkey_id_passkey_id_fk" FOREIGN KEY ("passkey_id") REFERENCES "public"."passkey"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sign_off_preparation" ADD CONSTRAINT "sign_off_preparation_review_id_review_id_fk" FOREIGN KEY ("review_id") REFERENCES "public"."review"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sign_off_preparation" ADD CONSTRAINT "sign_off_preparation_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "snapshot" ADD CONSTRAINT "snapshot_source_id_source_id_fk" FOREIGN KEY ("source_id") REFERENCES "public"."source"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reperformance" ADD CONSTRAINT "reperformance_created_by_person_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reperformance" ADD CONSTRAINT "reperformance_performer_id_person_id_fk" FOREIGN KEY ("performer_id") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reperformance_answer" ADD CONSTRAINT "reperformance_answer_reperformance_id_reperformance_id_fk" FOREIGN KEY ("reperformance_id") REFERENCES "public"."reperformance"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reperformance_answer" ADD CONSTRAINT "reperformance_answer_by_person_id_fk" FOREIGN KEY ("by") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reperformance_item" ADD CONSTRAINT "reperformance_item_reperformance_id_reperformance_id_fk" FOREIGN KEY ("reperformance_id") REFERENCES "public"."reperformance"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reperformance_item" ADD CONSTRAINT "reperformance_item_item_id_item_id_fk" FOREIGN KEY ("item_id") REFERENCES "public"."item"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "workpaper" ADD CONSTRAINT "workpaper_created_by_person_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "workpaper_frozen" ADD CONSTRAINT "workpaper_frozen_workpaper_id_workpaper_id_fk" FOREIGN KEY ("workpaper_id") REFERENCES "public"."workpaper"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "workpaper_frozen" ADD CONSTRAINT "workpaper_frozen_by_person_id_fk" FOREIGN KEY ("by") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "workpaper_item" ADD CONSTRAINT "workpaper_item_workpaper_id_workpaper_id_fk" FOREIGN KEY ("workpaper_id") REFERENCES "public"."workpaper"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "workpaper_item" ADD CONSTRAINT "workpaper_item_item_id_item_id_fk" FOREIGN KEY ("item_id") REFERENCES "public"."item"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "workpaper_note" ADD CONSTRAINT "workpaper_note_workpaper_id_workpaper_id_fk" FOREIGN KEY ("workpaper_id") REFERENCES "public"."workpaper"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "workpaper_note" ADD CONSTRAINT "workpaper_note_by_person_id_fk" FOREIGN KEY ("by") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "campaign_grant_item" ON "campaign_grant" USING btree ("item_id");--> statement-breakpoint
CREATE INDEX "not_certified_campaign" ON "not_certified" USING btree ("campaign_id","item_id");--> statement-breakpoint
CREATE INDEX "not_certified_owner" ON "not_certified" USING btree ("owner_id");--> statement-breakpoint
CREATE INDEX "catalogue_owner" ON "catalogue_entry" USING btree ("owner_id");--> statement-breakpoint
CREATE INDEX "catalogue_line_place" ON "catalogue_line" USING btree ("place","source_id","entitlement_id");--> statement-breakpoint
CREATE INDEX "catalogue_line_standing" ON "catalogue_line" USING btree ("standing","place","source_id","entitlement_id");--> statement-breakpoint
CREATE INDEX "catalogue_line_application" ON "catalogue_line" USING btree ("source_id","application_id","place","entitlement_id");--> statement-breakpoint
CREATE INDEX "catalogue_line_owner" ON "catalogue_line" USING btree (lower("owner_ref"));--> statement-breakpoint
CREATE INDEX "catalogue_line_named" ON "catalogue_line" USING btree ("owner_id");--> statement-breakpoint
CREATE INDEX "challenge_review" ON "challenge" USING btree ("review_id","position");--> statement-breakpoint
CREATE INDEX "challenge_campaign" ON "challenge" USING btree ("campaign_id","id");--> statement-breakpoint
CREATE INDEX "challenge_answer_campaign" ON "challenge_answer" USING btree ("campaign_id","answered_at");--> statement-breakpoint
CREATE UNIQUE INDEX "challenge_leave_campaign" ON "challenge_leave" USING btree ("campaign_id");--> statement-breakpoint
CREATE INDEX "challenge_served_to" ON "challenge_served" USING btree ("challenge_id","person_id","at");--> statement-breakpoint
CREATE UNIQUE INDEX "decision_item" ON "decision" USING btree ("item_id","n");--> statement-breakpoint
CREATE INDEX "decision_campaign" ON "decision" USING btree ("campaign_id","decided_at");--> statement-breakpoint
CREATE INDEX "decision_person" ON "decision" USING btree ("person_id","decided_at");--> statement-breakpoint
CREATE INDEX "decision_simulated" ON "decision" USING btree ("campaign_id") WHERE seed IS NOT NULL;--> statement-breakpoint
CREATE INDEX "payload_commit" ON "private_payload" USING btree ("commit");--> statement-breakpoint
CREATE INDEX "timing_campaign" ON "timing" USING btree ("campaign_id");--> statement-breakpoint
CREATE INDEX "delegation_to" ON "delegation" USING btree ("to_id","ended_at");--> statement-breakpoint
CREATE INDEX "delegation_from" ON "delegation" USING btree ("from_id","ended_at");--> statement-breakpoint
CREATE INDEX "delegation_due" ON "delegation" USING btree ("ended_at","ends_at");--> statement-breakpoint
CREATE UNIQUE INDEX "draft_item" ON "draft" USING btree ("item_id","n");--> statement-breakpoint
CREATE INDEX "draft_campaign" ON "draft" USING btree ("campaign_id","id");--> statement-breakpoint
CREATE INDEX "draft_same_input" ON "draft" USING btree ("input_hash","provider","model");--> statement-breakpoint
CREATE INDEX "draft_same_masked" ON "draft" USING btree (("masked" ->> 'inputHash')) WHERE masked IS NOT NULL;--> statement-breakpoint
CREATE INDEX "draft_task_next" ON "draft_task" USING btree ("campaign_id","state","priority" DESC NULLS FIRST,"item_id");--> statement-breakpoint
CREATE UNIQUE INDEX "drafter_one_in_force" ON "drafter_version" USING btree ((settings ->> 'connection')) WHERE state = 'in_force';--> statement-breakpoint
CREATE UNIQUE INDEX "drafter_one_open" ON "drafter_version" USING btree ((true)) WHERE state IN ('draft', 'proposed');--> statement-breakpoint
CREATE INDEX "evaluation_of" ON "evaluation" USING btree ("drafter_version","at");--> statement-breakpoint
CREATE INDEX "weights_version_hash" ON "weights_version" USING btree ("hash");--> statement-breakpoint
CREATE UNIQUE INDEX "exception_decision" ON "exception" USING btree ("decision_id");--> statement-breakpoint
CREATE INDEX "exception_item" ON "exception" USING btree ("item_id");--> statement-breakpoint
CREATE INDEX "exception_campaign" ON "exception" USING btree ("campaign_id","id");--> statement-breakpoint
CREATE INDEX "exception_state" ON "exception" USING btree ("state","until");--> statement-breakpoint
CREATE INDEX "exception_second" ON "exception" USING btree ("second_id","state");--> statement-breakpoint
CREATE INDEX "exception_requester" ON "exception" USING btree ("requested_by");--> statement-breakpoint
CREATE INDEX "exception_owner" ON "exception" USING btree ("control_owner_id");--> statement-breakpoint
CREATE INDEX "exception_grant" ON "exception" USING btree ("source_id","account_id","entitlement_id");--> statement-breakpoint
CREATE INDEX "export_file_campaign" ON "export_file" USING btree ("campaign_id");--> statement-breakpoint
CREATE UNIQUE INDEX "audit_event_item" ON "audit_event" USING btree ("item_id","item_seq");--> statement-breakpoint
CREATE INDEX "audit_event_campaign" ON "audit_event" USING btree ("campaign_id","id");--> statement-breakpoint
CREATE INDEX "audit_event_actor" ON "audit_event" USING btree ("actor_id","id");--> statement-breakpoint
CREATE INDEX "audit_event_ref" ON "audit_event" USING btree ("ref_id");--> statement-breakpoint
CREATE INDEX "audit_event_type" ON "audit_event" USING btree ("type","id");--> statement-breakpoint
CREATE UNIQUE INDEX "log_leaf_event" ON "log_leaf" USING btree ("event_id");--> statement-breakpoint
CREATE INDEX "log_leaf_hash" ON "log_leaf" USING btree ((substr("leaf_hash", 1, 4)));--> statement-breakpoint
CREATE INDEX "mail_campaign" ON "mail" USING btree ("campaign_id","kind","state");--> statement-breakpoint
CREATE INDEX "ownership_identity" ON "ownership_offer" USING btree ("source_id","identity_id","state");--> statement-breakpoint
CREATE INDEX "ownership_to" ON "ownership_offer" USING btree ("to_id","state");--> statement-breakpoint
CREATE INDEX "ownership_item" ON "ownership_offer" USING btree ("item_id");--> statement-breakpoint
CREATE UNIQUE INDEX "ownership_open" ON "ownership_offer" USING btree ("source_id","identity_id") WHERE state = 'offered';--> statement-breakpoint
CREATE UNIQUE INDEX "passkey_credential" ON "passkey" USING btree ("credential_id");--> statement-breakpoint
CREATE INDEX "passkey_person" ON "passkey" USING btree ("person_id","enrolled_at");--> statement-breakpoint
CREATE UNIQUE INDEX "passkey_challenge_value" ON "passkey_challenge" USING btree ("challenge");--> statement-breakpoint
CREATE INDEX "passkey_challenge_person" ON "passkey_challenge" USING btree ("person_id");--> statement-breakpoint
CREATE UNIQUE INDEX "binding_login" ON "binding_queue" USING btree ("issuer","subject");--> statement-breakpoint
CREATE UNIQUE INDEX "person_login" ON "person" USING btree ("issuer","subject");--> statement-breakpoint
CREATE UNIQUE INDEX "person_email" ON "person" USING btree (lower("email"));--> statement-breakpoint
CREATE UNIQUE INDEX "person_identity" ON "person" USING btree ("identity_source_id","identity_id");--> statement-breakpoint
CREATE INDEX "person_name" ON "person" USING btree (lower("name"),"id");--> statement-breakpoint
CREATE INDEX "session_person" ON "session" USING btree ("person_id","created_at");--> statement-breakpoint
CREATE INDEX "question_item" ON "question" USING btree ("item_id","state");--> statement-breakpoint
CREATE INDEX "question_to" ON "question" USING btree ("to_person_id","state");--> statement-breakpoint
CREATE INDEX "question_campaign" ON "question" USING btree ("campaign_id","asked_at");--> statement-breakpoint
CREATE INDEX "question_due" ON "question" USING btree ("expires_at") WHERE state = 'open';--> statement-breakpoint
CREATE INDEX "question_link_of" ON "question_link" USING btree ("question_id");--> statement-breakpoint
CREATE INDEX "remediation_owner" ON "remediation" USING btree ("owner_id","state");--> statement-breakpoint
CREATE INDEX "remediation_source" ON "remediation" USING btree ("source_id","state");--> statement-breakpoint
CREATE INDEX "remediation_campaign" ON "remediation" USING btree ("campaign_id");--> statement-breakpoint
CREATE INDEX "remediation_item" ON "remediation" USING btree ("item_id");--> statement-breakpoint
CREATE UNIQUE INDEX "erasure_open" ON "erasure" USING btree ("person_id") WHERE state = 'asked';--> statement-breakpoint
CREATE INDEX "erasure_at" ON "erasure" USING btree ("asked_at");--> statement-breakpoint
CREATE UNIQUE INDEX "legal_hold_campaign" ON "legal_hold" USING btree ("campaign_id") WHERE lifted_at IS NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "legal_hold_person" ON "legal_hold" USING btree ("person_id") WHERE lifted_at IS NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "item_worklist" ON "item" USING btree ("review_id","position");--> statement-breakpoint
CREATE INDEX "item_by_subject" ON "item" USING btree ("review_id","subject_place","weight","position");--> statement-breakpoint
CREATE INDEX "item_by_application" ON "item" USING btree ("review_id","application_place","weight","position");--> statement-breakpoint
CREATE INDEX "item_by_alike" ON "item" USING btree ("review_id","alike_place","weight","position");--> statement-breakpoint
CREATE INDEX "item_identity" ON "item" USING btree ("identity_source_id","identity_id");--> statement-breakpoint
CREATE INDEX "item_campaign" ON "item" USING btree ("campaign_id","id");--> statement-breakpoint
CREATE INDEX "item_need" ON "item" USING btree ("campaign_id","need_score");--> statement-breakpoint
CREATE INDEX "item_beside_grants" ON "item" USING btree ("source_id","type",(coalesce("credential_id", "identity_id"))) WHERE type <> 'grant';--> statement-breakpoint
CREATE INDEX "item_grant" ON "item" USING btree ("source_id","account_id","entitlement_id");--> statement-breakpoint
CREATE INDEX "item_draft" ON "item" USING btree ("campaign_id","draft_state");--> statement-breakpoint
CREATE INDEX "item_by_lot" ON "item" USING btree ("campaign_id","need_score") WHERE arm <> 'assisted';--> statement-breakpoint
CREATE INDEX "item_answered" ON "item" USING btree ("answered_by") WHERE answered_by IS NOT NULL;--> statement-breakpoint
CREATE INDEX "item_outlier" ON "item" USING btree ("campaign_id","subject_department","id") WHERE "item"."peer_holders" * 5 < "item"."peer_others";--> statement-breakpoint
CREATE INDEX "reassignment_item" ON "reassignment" USING btree ("item_id","at");--> statement-breakpoint
CREATE INDEX "reassignment_campaign" ON "reassignment" USING btree ("campaign_id","at");--> statement-breakpoint
CREATE INDEX "reassignment_delegation" ON "reassignment" USING btree ("delegation_id") WHERE "reassignment"."delegation_id" IS NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "review_of" ON "review" USING btree ("campaign_id","reviewer_id");--> statement-breakpoint
CREATE INDEX "review_reviewer" ON "review" USING btree ("reviewer_id");--> statement-breakpoint
CREATE INDEX "served_item" ON "served" USING btree ("item_id","person_id","at");--> statement-breakpoint
CREATE UNIQUE INDEX "rule_set_one_in_force" ON "rule_set_version" USING btree ("state") WHERE state = 'in_force';--> statement-breakpoint
CREATE UNIQUE INDEX "rule_set_one_open" ON "rule_set_version" USING btree ((true)) WHERE state IN ('draft', 'proposed');--> statement-breakpoint
CREATE UNIQUE INDEX "saved_view_name" ON "saved_view" USING btree ("person_id",lower("name"));--> statement-breakpoint
CREATE UNIQUE INDEX "second_look_decision" ON "second_look" USING btree ("decision_id");--> statement-breakpoint
CREATE INDEX "second_look_item" ON "second_look" USING btree ("item_id");--> statement-breakpoint
CREATE INDEX "second_look_campaign" ON "second_look" USING btree ("campaign_id","id");--> statement-breakpoint
CREATE INDEX "second_look_second" ON "second_look" USING btree ("second_id","state");--> statement-breakpoint
CREATE UNIQUE INDEX "reopening_open" ON "reopening" USING btree ("review_id") WHERE state = 'asked';--> statement-breakpoint
CREATE INDEX "reopening_review" ON "reopening" USING btree ("review_id","asked_at");--> statement-breakpoint
CREATE INDEX "reopening_campaign" ON "reopening" USING btree ("campaign_id");--> statement-breakpoint
CREATE INDEX "sign_off_review" ON "sign_off" USING btree ("review_id","at");--> statement-breakpoint
CREATE INDEX "sign_off_campaign" ON "sign_off" USING btree ("campaign_id","at");--> statement-breakpoint
CREATE INDEX "sign_off_passkey" ON "sign_off" USING btree ("passkey_id","at");--> statement-breakpoint
CREATE UNIQUE INDEX "sign_off_assertion" ON "sign_off" USING btree (md5("assertion"));--> statement-breakpoint
CREATE UNIQUE INDEX "sign_off_state" ON "sign_off_preparation" USING btree ("state_hash");--> statement-breakpoint
CREATE INDEX "sign_off_prepared" ON "sign_off_preparation" USING btree ("review_id");--> statement-breakpoint
CREATE INDEX "account_match_identity" ON "account_match" USING btree ("identity_source_id","identity_id");--> statement-breakpoint
CREATE INDEX "account_match_queue" ON "account_match" USING btree ("how");--> statement-breakpoint
CREATE UNIQUE INDEX "import_job_running" ON "import_job" USING btree ("source_name") WHERE state in ('queued','running');--> statement-breakpoint
CREATE INDEX "import_row_key" ON "import_row" USING btree ("snapshot_id","kind","key","ord","part");--> statement-breakpoint
CREATE INDEX "snap_account_identity" ON "snap_account" USING btree ("snapshot_id","identity_id");--> statement-breakpoint
CREATE INDEX "snap_credential_identity" ON "snap_credential" USING btree ("snapshot_id","identity_id");--> statement-breakpoint
CREATE INDEX "snap_grant_entitlement" ON "snap_grant" USING btree ("snapshot_id","entitlement_id");--> statement-breakpoint
CREATE INDEX "snap_identity_email" ON "snap_identity" USING btree ("snapshot_id",lower("email"));--> statement-breakpoint
CREATE INDEX "snap_identity_manager" ON "snap_identity" USING btree ("snapshot_id","manager_id");--> statement-breakpoint
CREATE INDEX "snap_identity_owner" ON "snap_identity" USING btree ("snapshot_id","owner_id") WHERE owner_id IS NOT NULL;--> statement-breakpoint
CREATE INDEX "snapshot_source" ON "snapshot" USING btree ("source_id","as_of");--> statement-breakpoint
CREATE INDEX "checkpoint_cosignature_witness" ON "checkpoint_cosignature" USING btree ("witness","size");--> statement-breakpoint
CREATE INDEX "reperformance_campaign" ON "reperformance" USING btree ("campaign_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "reperformance_answer_once" ON "reperformance_answer" USING btree ("reperformance_id","n");--> statement-breakpoint
CREATE UNIQUE INDEX "workpaper_item_once" ON "workpaper_item" USING btree ("workpaper_id","item_id");--> statement-breakpoint
CREATE INDEX "workpaper_note_of" ON "workpaper_note" USING btree ("workpaper_id","id");