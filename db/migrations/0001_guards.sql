-- Append-only tables: nobody updates, deletes or truncates, whoever asks.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = '42501';
END $$;
--> statement-breakpoint
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['decision','draft','draft_withdrawal','evidence_packet','served','audit_event','log_leaf','log_tile','log_checkpoint','reassignment'] LOOP
    EXECUTE format('CREATE TRIGGER append_only_rows BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change()', t);
    EXECUTE format('CREATE TRIGGER append_only_table BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['campaign','item','review','private_payload'] LOOP
    EXECUTE format('CREATE TRIGGER never_deleted_rows BEFORE DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change()', t);
    EXECUTE format('CREATE TRIGGER never_deleted_table BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', t);
  END LOOP;
END $$;
--> statement-breakpoint
-- Words may be erased, never rewritten.
CREATE FUNCTION only_erase() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.id = OLD.id AND NEW.commit = OLD.commit AND NEW.salt IS NULL AND NEW.payload IS NULL AND NEW.erased_at IS NOT NULL THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'private_payload can be erased, not rewritten' USING ERRCODE = '42501';
END $$;
--> statement-breakpoint
CREATE TRIGGER only_erase BEFORE UPDATE ON private_payload FOR EACH ROW EXECUTE FUNCTION only_erase();
--> statement-breakpoint
-- I1: a decision's actor is a person, in the table and in the log.
ALTER TABLE decision ADD CONSTRAINT decision_by_a_person CHECK (actor_kind = 'person');
--> statement-breakpoint
ALTER TABLE audit_event ADD CONSTRAINT decision_logged_for_a_person
  CHECK (type NOT IN ('decision.recorded', 'item.abstained', 'second_look.recorded', 'review.signed_off') OR actor_kind = 'person');
--> statement-breakpoint
ALTER TABLE decision ADD CONSTRAINT decision_until CHECK ((outcome = 'certify_until') = (until IS NOT NULL));
--> statement-breakpoint
ALTER TABLE decision ADD CONSTRAINT decision_draft CHECK ((draft_id IS NULL) = (draft_hash IS NULL));
--> statement-breakpoint
ALTER TABLE audit_event ADD CONSTRAINT leaf_size CHECK (octet_length(leaf) < 65536);
--> statement-breakpoint
ALTER TABLE audit_event ADD CONSTRAINT item_chain CHECK ((item_id IS NULL) = (item_seq IS NULL));
--> statement-breakpoint
ALTER TABLE review ADD CONSTRAINT review_counts CHECK (decided >= 0 AND decided <= items);
--> statement-breakpoint
-- I2: a closed item that nobody decided says so; a decided one names its decision.
ALTER TABLE item ADD CONSTRAINT item_state CHECK ((state = 'decided') = (decision_id IS NOT NULL AND outcome IS NOT NULL));
--> statement-breakpoint
-- The second wall: under the app role a reviewer's transaction sees that reviewer's items and what hangs on them.
-- app.reach is 'all' or 'own', set by the runner from the policy table; unset means 'own' of nobody.
CREATE FUNCTION reach_all() RETURNS boolean LANGUAGE sql STABLE AS
  $$ SELECT coalesce(current_setting('app.reach', true), '') = 'all' $$;
--> statement-breakpoint
CREATE FUNCTION current_person() RETURNS uuid LANGUAGE sql STABLE AS
  $$ SELECT nullif(current_setting('app.person', true), '')::uuid $$;
--> statement-breakpoint
ALTER TABLE item ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY item_reach ON item USING ((SELECT reach_all()) OR reviewer_id = (SELECT current_person())) WITH CHECK (true);
--> statement-breakpoint
ALTER TABLE evidence_packet ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY packet_reach ON evidence_packet
  USING ((SELECT reach_all()) OR EXISTS (SELECT 1 FROM item WHERE item.id = evidence_packet.item_id)) WITH CHECK (true);
--> statement-breakpoint
ALTER TABLE draft ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY draft_reach ON draft
  USING ((SELECT reach_all()) OR EXISTS (SELECT 1 FROM item WHERE item.id = draft.item_id)) WITH CHECK (true);
--> statement-breakpoint
ALTER TABLE decision ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY decision_reach ON decision
  USING ((SELECT reach_all()) OR person_id = (SELECT current_person())
    OR EXISTS (SELECT 1 FROM item WHERE item.id = decision.item_id)) WITH CHECK (true);
--> statement-breakpoint
ALTER TABLE served ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY served_reach ON served USING ((SELECT reach_all()) OR person_id = (SELECT current_person())) WITH CHECK (true);
--> statement-breakpoint
-- No entry can be written that the sequencer would not find.
CREATE FUNCTION into_outbox() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO audit_outbox (event_id) SELECT id FROM added;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER into_outbox AFTER INSERT ON audit_event REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION into_outbox();
--> statement-breakpoint
-- I2, I5: what a running transaction of ours would decide, sign off or move in a campaign that has ended is refused. The
-- shared lock comes before the look at the status, and the close takes it alone: of the two, one sees the other's end.
CREATE FUNCTION only_while_launched() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF coalesce(current_setting('app.reach', true), '') = '' THEN
    RETURN NEW;
  END IF;
  PERFORM pg_advisory_xact_lock_shared(hashtextextended('campaign ' || NEW.campaign_id::text, 0));
  IF NOT EXISTS (SELECT 1 FROM campaign WHERE campaign.id = NEW.campaign_id AND status = 'launched') THEN
    RAISE EXCEPTION 'the campaign has ended: % of % refused', TG_OP, TG_TABLE_NAME USING ERRCODE = '42501';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER only_while_launched BEFORE INSERT ON decision FOR EACH ROW EXECUTE FUNCTION only_while_launched();
--> statement-breakpoint
CREATE TRIGGER only_while_launched BEFORE UPDATE OF state, decision_id, outcome, disposition, reviewer_id, review_id, evidence_hash
  ON item FOR EACH ROW EXECUTE FUNCTION only_while_launched();
--> statement-breakpoint
CREATE TRIGGER only_while_launched BEFORE UPDATE OF items, decided, signed_off_at ON review
  FOR EACH ROW EXECUTE FUNCTION only_while_launched();
--> statement-breakpoint
CREATE TRIGGER sealed_campaign BEFORE UPDATE ON campaign FOR EACH ROW WHEN (OLD.sealed_at IS NOT NULL)
  EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
-- Rows of an import that is still being checked: not worth a log, and a crash ends the import.
ALTER TABLE import_row SET UNLOGGED;
