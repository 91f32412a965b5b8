-- Append-only tables: nobody updates, deletes or truncates, whoever asks.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = '42501';
END $$;
--> statement-breakpoint
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['decision','timing','figures_kept','briefing','draft','draft_withdrawal','evaluation','evidence_packet','weights_version','served','list_opening','audit_event','log_leaf','log_tile','log_checkpoint','checkpoint_cosignature','checkpoint_timestamp','reassignment','campaign_rule_coverage','catalogue_entry','campaign_arms','arms_secret','challenge_draw','challenge_secret','challenge','challenge_served','challenge_answer','question_link','sign_off','workpaper','workpaper_item','workpaper_note','workpaper_frozen','reperformance_item','reperformance_answer'] LOOP
    EXECUTE format('CREATE TRIGGER append_only_rows BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change()', t);
    EXECUTE format('CREATE TRIGGER append_only_table BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['campaign','item','review','private_payload','rule_set_version','drafter_version','exception','ownership_offer','question','second_look','delegation','reopening','passkey','challenge_leave','legal_hold','erasure','retention_purged','reperformance'] LOOP
    EXECUTE format('CREATE TRIGGER never_deleted_rows BEFORE DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change()', t);
    EXECUTE format('CREATE TRIGGER never_deleted_table BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', t);
  END LOOP;
END $$;
--> statement-breakpoint
-- Room on each page for a row as it is once decided, so that deciding writes no index (PostgreSQL, heap-only tuples).
ALTER TABLE item SET (fillfactor = 85);
--> statement-breakpoint
-- I14: a catalogue entry is verified by a person or not at all, and words that nobody wrote say what made them.
ALTER TABLE catalogue_entry ADD CONSTRAINT catalogue_words CHECK ((state = 'none') = (title IS NULL));
--> statement-breakpoint
ALTER TABLE catalogue_entry ADD CONSTRAINT catalogue_verified CHECK ((state = 'verified') = (verified_by IS NOT NULL AND verified_at IS NOT NULL));
--> statement-breakpoint
ALTER TABLE catalogue_entry ADD CONSTRAINT catalogue_origin CHECK (state <> 'proposed' OR origin IS NOT NULL);
--> statement-breakpoint
ALTER TABLE audit_event ADD CONSTRAINT catalogue_verified_by_a_person CHECK (type <> 'catalogue.verified' OR actor_kind = 'person');
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
  CHECK (type NOT IN ('decision.recorded', 'item.abstained', 'second_look.recorded', 'review.signed_off', 'challenge.answered') OR actor_kind = 'person');
--> statement-breakpoint
ALTER TABLE decision ADD CONSTRAINT decision_until CHECK ((outcome = 'certify_until') = (until IS NOT NULL));
--> statement-breakpoint
-- How long one decision took stands under a pseudonym, in timing; that of an act on several is part of what marks it (I6).
ALTER TABLE decision ADD CONSTRAINT decision_seconds CHECK (seconds IS NULL OR batch_id IS NOT NULL);
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
-- What an item is about is there, and nothing else.
ALTER TABLE item ADD CONSTRAINT item_about CHECK (CASE type
  WHEN 'grant' THEN application_id IS NOT NULL AND account_id IS NOT NULL AND entitlement_id IS NOT NULL AND credential_id IS NULL
  WHEN 'credential' THEN credential_id IS NOT NULL AND entitlement_id IS NULL
  ELSE identity_id IS NOT NULL AND account_id IS NULL AND entitlement_id IS NULL AND credential_id IS NULL END);
--> statement-breakpoint
-- A question is answered at an instant, and an answer stands: another question makes another owner.
ALTER TABLE ownership_offer ADD CONSTRAINT ownership_answer CHECK ((state = 'offered') = (answered_at IS NULL));
--> statement-breakpoint
CREATE TRIGGER ownership_answered BEFORE UPDATE ON ownership_offer FOR EACH ROW WHEN (OLD.state <> 'offered')
  EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
-- A question to somebody else, answered once, in words, and never rewritten.
ALTER TABLE question ADD CONSTRAINT question_to_another CHECK (to_person_id <> asked_by);
--> statement-breakpoint
ALTER TABLE question ADD CONSTRAINT question_ended CHECK ((state = 'open') = (ended_at IS NULL));
--> statement-breakpoint
ALTER TABLE question ADD CONSTRAINT question_answered CHECK ((state = 'answered') = (answered_by IS NOT NULL AND answer_words_id IS NOT NULL)
  AND (state = 'answered' OR packet_version IS NULL));
--> statement-breakpoint
CREATE TRIGGER question_ended BEFORE UPDATE ON question FOR EACH ROW WHEN (OLD.state <> 'open')
  EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
-- Whoever comes by a link can answer its question, and nothing else is ever theirs.
ALTER TABLE audit_event ADD CONSTRAINT link_only_answers CHECK (actor_kind <> 'link' OR type = 'question.answered');
--> statement-breakpoint
ALTER TABLE audit_event ADD CONSTRAINT answered_by_somebody CHECK (type <> 'question.answered' OR actor_kind IN ('person', 'link'));
--> statement-breakpoint
-- A packet's later version holds one answer more than the one before: there is none without a question.
CREATE FUNCTION packet_follows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.version > 1 AND NOT EXISTS (SELECT 1 FROM evidence_packet WHERE item_id = NEW.item_id AND version = NEW.version - 1) THEN
    RAISE EXCEPTION 'version % of a packet has no version before it', NEW.version USING ERRCODE = '23514';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER packet_follows BEFORE INSERT ON evidence_packet FOR EACH ROW WHEN (NEW.version > 1) EXECUTE FUNCTION packet_follows();
--> statement-breakpoint
-- Rotate only a credential; retire and transfer only a non-human identity as a whole.
CREATE FUNCTION target_fits_item() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE about text;
BEGIN
  SELECT type INTO about FROM item WHERE id = NEW.item_id;
  IF (NEW.target = 'rotate') <> (about = 'credential') OR (NEW.target IN ('retire', 'transfer_owner')) <> (about = 'identity') THEN
    RAISE EXCEPTION '% cannot be asked of a %', NEW.target, about USING ERRCODE = '23514';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER target_fits_item BEFORE INSERT ON decision FOR EACH ROW WHEN (NEW.target <> 'reduce')
  EXECUTE FUNCTION target_fits_item();
--> statement-breakpoint
-- I15: access that breaks a rule is kept under an exception, or because the conflict's other side is being removed.
ALTER TABLE decision ADD CONSTRAINT decision_kept_against_a_finding CHECK (outcome NOT IN ('certify', 'certify_until')
  OR findings = 0 OR exception_id IS NOT NULL OR eligibility ? 'conflict');
--> statement-breakpoint
ALTER TABLE decision ADD CONSTRAINT decision_exception CHECK (exception_id IS NULL OR outcome IN ('certify', 'certify_until'));
--> statement-breakpoint
-- I15: the second person is another, and only they settle it.
ALTER TABLE exception ADD CONSTRAINT exception_second_is_another CHECK (second_id <> requested_by);
--> statement-breakpoint
ALTER TABLE exception ADD CONSTRAINT exception_settled_by_its_second CHECK (settled_by IS NULL OR settled_by = second_id);
--> statement-breakpoint
ALTER TABLE exception ADD CONSTRAINT exception_settled CHECK (CASE state
  WHEN 'pending' THEN second_id IS NOT NULL AND settled_by IS NULL AND settled_at IS NULL
  WHEN 'granted' THEN settled_at IS NOT NULL AND (second_id IS NULL) = (settled_by IS NULL)
  WHEN 'refused' THEN settled_at IS NOT NULL AND settled_by IS NOT NULL AND settled_words_id IS NOT NULL
  ELSE true END);
--> statement-breakpoint
ALTER TABLE exception ADD CONSTRAINT exception_names_a_rule CHECK (cardinality(rules) > 0);
--> statement-breakpoint
ALTER TABLE audit_event ADD CONSTRAINT exception_settled_by_a_person
  CHECK (type NOT IN ('exception.granted', 'exception.refused') OR actor_kind = 'person');
--> statement-breakpoint
-- What was asked for is not rewritten; it is granted or refused once, and withdrawn with its decision.
CREATE FUNCTION exception_moves() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE settling text[] := ARRAY['state', 'settled_by', 'settled_at', 'settled_words_id'];
BEGIN
  IF to_jsonb(NEW) - settling = to_jsonb(OLD) - settling AND (
    (OLD.state = 'pending' AND NEW.state IN ('granted', 'refused', 'withdrawn'))
    OR (OLD.state = 'granted' AND NEW.state = 'withdrawn' AND (NEW.settled_by, NEW.settled_at, NEW.settled_words_id)
      IS NOT DISTINCT FROM (OLD.settled_by, OLD.settled_at, OLD.settled_words_id))) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'an exception that is % cannot become %, nor be rewritten', OLD.state, NEW.state USING ERRCODE = '42501';
END $$;
--> statement-breakpoint
CREATE TRIGGER exception_moves BEFORE UPDATE ON exception FOR EACH ROW EXECUTE FUNCTION exception_moves();
--> statement-breakpoint
ALTER TABLE audit_event ADD CONSTRAINT briefing_read_by_a_person CHECK (type <> 'briefing.acknowledged' OR actor_kind = 'person');
--> statement-breakpoint
-- Nobody is their own delegate, a delegation ends once, and is not rewritten.
ALTER TABLE delegation ADD CONSTRAINT delegation_to_another CHECK (to_id <> from_id);
--> statement-breakpoint
CREATE FUNCTION delegation_ends() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.ended_at IS NULL AND to_jsonb(NEW) - 'ended_at' = to_jsonb(OLD) - 'ended_at' THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'a delegation can be ended, not rewritten' USING ERRCODE = '42501';
END $$;
--> statement-breakpoint
CREATE TRIGGER delegation_ends BEFORE UPDATE ON delegation FOR EACH ROW EXECUTE FUNCTION delegation_ends();
--> statement-breakpoint
-- A second look is another person's, answered once with the reason for a refusal, and what was asked is not rewritten.
ALTER TABLE second_look ADD CONSTRAINT second_look_by_another CHECK (second_id <> reviewer_id);
--> statement-breakpoint
ALTER TABLE second_look ADD CONSTRAINT second_look_answered CHECK (CASE state
  WHEN 'pending' THEN answered_at IS NULL AND words_id IS NULL
  WHEN 'withdrawn' THEN answered_at IS NOT NULL
  WHEN 'agreed' THEN answered_at IS NOT NULL AND second_id IS NOT NULL
  ELSE answered_at IS NOT NULL AND second_id IS NOT NULL AND words_id IS NOT NULL END);
--> statement-breakpoint
-- One that was answered is an item's last: a later decision goes by it, and asks nobody again.
CREATE UNIQUE INDEX second_look_once ON second_look (item_id) WHERE state IN ('pending', 'agreed', 'refused');
--> statement-breakpoint
CREATE FUNCTION second_look_moves() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE moving text[] := ARRAY['second_id', 'state', 'answered_at', 'words_id'];
BEGIN
  IF OLD.state = 'pending' AND to_jsonb(NEW) - moving = to_jsonb(OLD) - moving
    AND (NEW.state = 'pending' OR NEW.second_id IS NOT DISTINCT FROM OLD.second_id) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'a second look that is % cannot become %, nor be rewritten', OLD.state, NEW.state USING ERRCODE = '42501';
END $$;
--> statement-breakpoint
CREATE TRIGGER second_look_moves BEFORE UPDATE ON second_look FOR EACH ROW EXECUTE FUNCTION second_look_moves();
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
-- I12: the draft of an item that is decided before it is not there for its reviewer until they have decided.
CREATE POLICY draft_reach ON draft
  USING ((SELECT reach_all()) OR EXISTS (SELECT 1 FROM item WHERE item.id = draft.item_id AND (item.arm = 'assisted'
    OR EXISTS (SELECT 1 FROM decision d WHERE d.item_id = item.id AND d.person_id = (SELECT current_person()))
    OR EXISTS (SELECT 1 FROM campaign c WHERE c.id = item.campaign_id AND c.status NOT IN ('launching', 'launched'))))) WITH CHECK (true);
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
-- The secret of a draw is for the step that seals a campaign: no person's transaction, whatever their role, sees it.
ALTER TABLE arms_secret ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY arms_secret_reach ON arms_secret USING (current_person() IS NULL AND (SELECT reach_all())) WITH CHECK (true);
--> statement-breakpoint
ALTER TABLE figures_kept ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY figures_kept_reach ON figures_kept USING ((SELECT reach_all())) WITH CHECK (true);
--> statement-breakpoint
-- What is made up to test a review is its reviewer's alone to see, and its secret no person's before the end.
ALTER TABLE challenge ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY challenge_reach ON challenge USING ((SELECT reach_all()) OR reviewer_id = (SELECT current_person())) WITH CHECK (true);
--> statement-breakpoint
ALTER TABLE challenge_served ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY challenge_served_reach ON challenge_served
  USING ((SELECT reach_all()) OR person_id = (SELECT current_person())) WITH CHECK (true);
--> statement-breakpoint
ALTER TABLE challenge_answer ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY challenge_answer_reach ON challenge_answer
  USING ((SELECT reach_all()) OR person_id = (SELECT current_person())) WITH CHECK (true);
--> statement-breakpoint
ALTER TABLE challenge_secret ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY challenge_secret_reach ON challenge_secret USING (current_person() IS NULL AND (SELECT reach_all())) WITH CHECK (true);
--> statement-breakpoint
-- I5: an answer to a challenge item is on no item, and no decision is on a challenge item.
CREATE FUNCTION apart_from_items() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM item WHERE item.id = NEW.id) THEN
    RAISE EXCEPTION 'a challenge item cannot be an item of the campaign' USING ERRCODE = '42501';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER apart_from_items BEFORE INSERT ON challenge FOR EACH ROW EXECUTE FUNCTION apart_from_items();
--> statement-breakpoint
-- One leave, one campaign: given by a person, used once or taken back, and never rewritten.
CREATE FUNCTION challenge_leave_moves() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE moving text[] := ARRAY['campaign_id', 'taken_back_at'];
BEGIN
  IF OLD.campaign_id IS NULL AND OLD.taken_back_at IS NULL AND to_jsonb(NEW) - moving = to_jsonb(OLD) - moving THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'a leave for challenge items that was used or taken back stays as it is' USING ERRCODE = '42501';
END $$;
--> statement-breakpoint
CREATE TRIGGER challenge_leave_moves BEFORE UPDATE ON challenge_leave FOR EACH ROW EXECUTE FUNCTION challenge_leave_moves();
--> statement-breakpoint
ALTER TABLE exception ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY exception_reach ON exception
  USING ((SELECT reach_all()) OR (SELECT current_person()) IN (requested_by, second_id, control_owner_id)
    OR EXISTS (SELECT 1 FROM item WHERE item.id = exception.item_id)) WITH CHECK (true);
--> statement-breakpoint
ALTER TABLE second_look ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY second_look_reach ON second_look
  USING ((SELECT reach_all()) OR (SELECT current_person()) IN (reviewer_id, second_id)) WITH CHECK (true);
--> statement-breakpoint
-- Whether two people decide on each other's access in a campaign: told of oneself alone.
CREATE FUNCTION review_each_other(campaign uuid, one uuid, other uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT (reach_all() OR one = current_person())
    AND EXISTS (SELECT 1 FROM item i JOIN person p ON p.id = other WHERE i.campaign_id = campaign AND i.reviewer_id = one
      AND i.identity_source_id = p.identity_source_id AND i.identity_id = p.identity_id)
    AND EXISTS (SELECT 1 FROM item i JOIN person p ON p.id = one WHERE i.campaign_id = campaign AND i.reviewer_id = other
      AND i.identity_source_id = p.identity_source_id AND i.identity_id = p.identity_id)
$$;
--> statement-breakpoint
ALTER TABLE sign_off_preparation ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY sign_off_preparation_reach ON sign_off_preparation
  USING ((SELECT reach_all()) OR person_id = (SELECT current_person())) WITH CHECK (true);
--> statement-breakpoint
ALTER TABLE sign_off ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY sign_off_reach ON sign_off
  USING ((SELECT reach_all()) OR person_id = (SELECT current_person())) WITH CHECK (true);
--> statement-breakpoint
ALTER TABLE saved_view ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY saved_view_own ON saved_view
  USING (person_id = (SELECT current_person())) WITH CHECK (person_id = (SELECT current_person()));
--> statement-breakpoint
-- What a provider vouches for is kept whole: its keys, the nonce and the checkpoint it is over.
ALTER TABLE reopening ADD CONSTRAINT reopening_by_two CHECK (asked_by <> reviewer_id AND settled_by <> asked_by AND settled_by <> reviewer_id);
--> statement-breakpoint
ALTER TABLE reopening ADD CONSTRAINT reopening_settled CHECK ((state = 'asked') = (settled_by IS NULL AND settled_at IS NULL));
--> statement-breakpoint
ALTER TABLE reopening ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY reopening_reach ON reopening
  USING ((SELECT reach_all()) OR reviewer_id = (SELECT current_person())) WITH CHECK (true);
--> statement-breakpoint
ALTER TABLE sign_off ADD CONSTRAINT sign_off_vouched
  CHECK ((by = 'oidc') = (token_id IS NOT NULL AND issuer IS NOT NULL AND jwks IS NOT NULL AND nonce IS NOT NULL AND checkpoint IS NOT NULL));
--> statement-breakpoint
ALTER TABLE sign_off ADD CONSTRAINT sign_off_by_passkey CHECK ((by = 'passkey') = (passkey_id IS NOT NULL)
  AND (by = 'passkey') = (assertion IS NOT NULL) AND (by <> 'passkey' OR (nonce IS NOT NULL AND checkpoint IS NOT NULL)));
--> statement-breakpoint
-- A passkey is enrolled as it is and removed once; whose it is and which key it has never change.
CREATE FUNCTION passkey_only_removed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.removed_at IS NULL AND NEW.removed_at IS NOT NULL AND to_jsonb(NEW) - 'removed_at' = to_jsonb(OLD) - 'removed_at' THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'a passkey can be removed, not rewritten' USING ERRCODE = '42501';
END $$;
--> statement-breakpoint
CREATE TRIGGER passkey_only_removed BEFORE UPDATE ON passkey FOR EACH ROW EXECUTE FUNCTION passkey_only_removed();
--> statement-breakpoint
ALTER TABLE audit_event ADD CONSTRAINT passkey_by_a_person CHECK (type NOT IN ('passkey.enrolled', 'passkey.removed') OR actor_kind = 'person');
--> statement-breakpoint
ALTER TABLE passkey ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY passkey_reach ON passkey
  USING ((SELECT reach_all()) OR person_id = (SELECT current_person())) WITH CHECK (true);
--> statement-breakpoint
ALTER TABLE passkey_challenge ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY passkey_challenge_reach ON passkey_challenge
  USING ((SELECT reach_all()) OR person_id = (SELECT current_person())) WITH CHECK (true);
--> statement-breakpoint
ALTER TABLE question ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY question_reach ON question
  USING ((SELECT reach_all()) OR (SELECT current_person()) IN (asked_by, to_person_id)
    OR EXISTS (SELECT 1 FROM item WHERE item.id = question.item_id)) WITH CHECK (true);
--> statement-breakpoint
ALTER TABLE question_link ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY question_link_reach ON question_link USING ((SELECT reach_all())) WITH CHECK (true);
--> statement-breakpoint
ALTER TABLE mail ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY mail_reach ON mail USING ((SELECT reach_all())) WITH CHECK (true);
--> statement-breakpoint
-- The other side of a conflict as far as whoever decides on one side may see it: what it is, who decides it, and what that
-- makes of this side. Nothing of it is told but to who may read the one side, and only where that one's packet names it. `sole`:
-- its holder has the same by no other account and no role, so that to remove it ends that side.
CREATE FUNCTION other_side(mine uuid, other uuid) RETURNS TABLE (item_id uuid, title text, application_name text,
  reviewer_id uuid, state text, decision_id uuid, outcome text, excepted boolean, sole boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT o.id, o.title, o.application_name, o.reviewer_id, o.state, o.decision_id, o.outcome, d.exception_id IS NOT NULL,
    NOT EXISTS (SELECT 1 FROM (SELECT o.account_id UNION SELECT m.account_id FROM account_match m WHERE m.source_id = o.source_id
        AND m.identity_source_id = o.identity_source_id AND m.identity_id = o.identity_id) a
      JOIN snap_grant g ON g.snapshot_id = o.snapshot_id AND g.account_id = a.account_id AND g.entitlement_id = o.entitlement_id
      WHERE (g.account_id, g.via) <> (o.account_id, ''))
  FROM item m JOIN evidence_packet p ON p.item_id = m.id AND p.version = m.packet_version
  JOIN item o ON o.id = other AND o.campaign_id = m.campaign_id AND o.id <> m.id
  LEFT JOIN decision d ON d.id = o.decision_id
  WHERE m.id = mine AND (reach_all() OR m.reviewer_id = current_person()) AND strpos(p.body, other::text) > 0
$$;
--> statement-breakpoint
-- What was decided on the same access in an earlier campaign that is closed, by whoever decided it, and the evidence of then:
-- the last such decision before this item's own evidence, told to whoever may read the item.
CREATE FUNCTION earlier_decision(mine uuid) RETURNS TABLE (campaign_name text, by_name text, by_id uuid, outcome text, until date,
  decided_at timestamptz, together int, seed text, body text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT c.name, p.name, d.person_id, d.outcome, d.until, d.decided_at, coalesce(d.batch_size, 1), coalesce(d.seed, c.seed), e.body
  FROM item m
  JOIN evidence_packet o ON o.item_id = m.id AND o.version = 1
  CROSS JOIN LATERAL (
    SELECT g.id, g.campaign_id, g.state, g.decision_id FROM item g WHERE m.type = 'grant' AND g.type = 'grant'
      AND g.source_id = m.source_id AND g.account_id = m.account_id AND g.entitlement_id = m.entitlement_id
    UNION ALL
    SELECT b.id, b.campaign_id, b.state, b.decision_id FROM item b WHERE m.type <> 'grant' AND b.type <> 'grant'
      AND b.source_id = m.source_id AND b.type = m.type
      AND coalesce(b.credential_id, b.identity_id) = coalesce(m.credential_id, m.identity_id)) i
  JOIN campaign c ON c.id = i.campaign_id AND c.id <> m.campaign_id AND c.status IN ('closed', 'sealed')
  JOIN decision d ON d.id = i.decision_id AND i.state = 'decided' AND d.decided_at < o.at
  JOIN evidence_packet e ON e.item_id = i.id AND e.hash = d.evidence_hash
  JOIN person p ON p.id = d.person_id
  WHERE m.id = mine AND (reach_all() OR m.reviewer_id = current_person())
  ORDER BY d.decided_at DESC, d.id DESC LIMIT 1
$$;
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
-- shared lock comes before the look at the status, and the close takes it alone: of the two, one sees the other's end. The lock
-- is held until commit, so one look is enough for all rows of a transaction.
CREATE FUNCTION only_while_launched() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF coalesce(current_setting('app.reach', true), '') = '' OR current_setting('app.launched', true) = NEW.campaign_id::text THEN
    RETURN NEW;
  END IF;
  PERFORM pg_advisory_xact_lock_shared(hashtextextended('campaign ' || NEW.campaign_id::text, 0));
  IF NOT EXISTS (SELECT 1 FROM campaign WHERE campaign.id = NEW.campaign_id AND status = 'launched') THEN
    RAISE EXCEPTION 'the campaign has ended: % of % refused', TG_OP, TG_TABLE_NAME USING ERRCODE = '42501';
  END IF;
  PERFORM set_config('app.launched', NEW.campaign_id::text, true);
  RETURN NEW;
END $$;
--> statement-breakpoint
-- Whether it was looked at already is asked before the function is called: it is called once for all rows of a transaction.
CREATE TRIGGER only_while_launched BEFORE INSERT ON decision FOR EACH ROW
  WHEN (current_setting('app.launched', true) IS DISTINCT FROM NEW.campaign_id::text) EXECUTE FUNCTION only_while_launched();
--> statement-breakpoint
CREATE TRIGGER only_while_launched BEFORE INSERT ON challenge_answer FOR EACH ROW EXECUTE FUNCTION only_while_launched();
--> statement-breakpoint
CREATE TRIGGER only_while_launched BEFORE UPDATE OF state, decision_id, outcome, disposition, reviewer_id, review_id, evidence_hash
  ON item FOR EACH ROW
  WHEN (current_setting('app.launched', true) IS DISTINCT FROM NEW.campaign_id::text) EXECUTE FUNCTION only_while_launched();
--> statement-breakpoint
CREATE TRIGGER only_while_launched BEFORE UPDATE OF items, decided, signed_off_at ON review
  FOR EACH ROW EXECUTE FUNCTION only_while_launched();
--> statement-breakpoint
CREATE TRIGGER sealed_campaign BEFORE UPDATE ON campaign FOR EACH ROW WHEN (OLD.sealed_at IS NOT NULL)
  EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
-- Maker and checker: whoever made a version does not decide it, and nothing takes effect without a second person who had its
-- dry run before them.
ALTER TABLE rule_set_version ADD CONSTRAINT rule_set_checker_is_another CHECK (decided_by <> made_by);
--> statement-breakpoint
ALTER TABLE rule_set_version ADD CONSTRAINT rule_set_decided CHECK (version = 1 OR CASE
  WHEN state IN ('in_force', 'superseded', 'refused') THEN decided_by IS NOT NULL AND decided_at IS NOT NULL AND made_by IS NOT NULL
  ELSE decided_by IS NULL AND made_by IS NOT NULL END);
--> statement-breakpoint
ALTER TABLE rule_set_version ADD CONSTRAINT rule_set_dry_run CHECK (version = 1
  OR state IN ('draft', 'withdrawn') OR (dry_run ->> 'state' = 'done' AND dry_run ->> 'hash' = hash) IS TRUE);
--> statement-breakpoint
ALTER TABLE audit_event ADD CONSTRAINT rules_decided_by_a_person CHECK (type <> 'rule.changed' OR actor_kind = 'person'
  OR convert_from(leaf, 'UTF8')::jsonb -> 'data' ->> 'step' NOT IN ('approved', 'refused'));
--> statement-breakpoint
-- What was proposed is what is decided: its rules can be changed only in a draft, and it moves on one path.
CREATE FUNCTION rule_set_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (OLD.state <> NEW.state AND (OLD.state, NEW.state) NOT IN (('draft', 'proposed'), ('draft', 'withdrawn'), ('proposed', 'draft'),
      ('proposed', 'withdrawn'), ('proposed', 'in_force'), ('proposed', 'refused'), ('in_force', 'superseded')))
    OR (OLD.state <> 'draft' AND (NEW.rules, NEW.hash, NEW.dry_run, NEW.made_by, NEW.based_on)
      IS DISTINCT FROM (OLD.rules, OLD.hash, OLD.dry_run, OLD.made_by, OLD.based_on))
    OR NEW.version <> OLD.version OR NEW.made_by IS DISTINCT FROM OLD.made_by THEN
    RAISE EXCEPTION 'a version of the rules that is % cannot become %, nor be rewritten', OLD.state, NEW.state USING ERRCODE = '42501';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER rule_set_moves BEFORE UPDATE ON rule_set_version FOR EACH ROW EXECUTE FUNCTION rule_set_moves();
--> statement-breakpoint
-- Maker and checker of what drafts with a model: nothing leaves the house without a second person who had its evaluation before
-- them and signed the assessment.
ALTER TABLE drafter_version ADD CONSTRAINT drafter_checker_is_another CHECK (decided_by <> made_by);
--> statement-breakpoint
ALTER TABLE drafter_version ADD CONSTRAINT drafter_decided CHECK (CASE
  WHEN state IN ('in_force', 'superseded', 'refused') THEN decided_by IS NOT NULL AND decided_at IS NOT NULL AND decision_reason_id IS NOT NULL
  ELSE decided_by IS NULL AND decided_at IS NULL AND assessment_id IS NULL END);
--> statement-breakpoint
ALTER TABLE drafter_version ADD CONSTRAINT drafter_evaluated CHECK (state IN ('draft', 'withdrawn') OR evaluation_id IS NOT NULL);
--> statement-breakpoint
ALTER TABLE drafter_version ADD CONSTRAINT drafter_assessed CHECK (state NOT IN ('in_force', 'superseded')
  OR settings ->> 'connection' = 'local'
  OR (assessment_id IS NOT NULL AND jsonb_typeof(settings -> 'terms') = 'object') IS TRUE);
--> statement-breakpoint
ALTER TABLE audit_event ADD CONSTRAINT drafter_decided_by_a_person CHECK (type <> 'drafter.changed' OR actor_kind = 'person'
  OR convert_from(leaf, 'UTF8')::jsonb -> 'data' ->> 'step' NOT IN ('approved', 'refused'));
--> statement-breakpoint
-- What was evaluated and proposed is what is decided: the settings can be changed only in a draft, and a version moves on one path.
CREATE FUNCTION drafter_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (OLD.state <> NEW.state AND (OLD.state, NEW.state) NOT IN (('draft', 'proposed'), ('draft', 'withdrawn'), ('proposed', 'draft'),
      ('proposed', 'withdrawn'), ('proposed', 'in_force'), ('proposed', 'refused'), ('in_force', 'superseded')))
    OR (OLD.state <> 'draft' AND (NEW.settings, NEW.hash, NEW.evaluation_id, NEW.based_on)
      IS DISTINCT FROM (OLD.settings, OLD.hash, OLD.evaluation_id, OLD.based_on))
    OR (OLD.decided_by IS NOT NULL AND (NEW.decided_by, NEW.decided_at, NEW.decision_reason_id, NEW.assessment_id)
      IS DISTINCT FROM (OLD.decided_by, OLD.decided_at, OLD.decision_reason_id, OLD.assessment_id))
    OR NEW.version <> OLD.version OR NEW.made_by <> OLD.made_by THEN
    RAISE EXCEPTION 'a version of the drafter that is % cannot become %, nor be rewritten', OLD.state, NEW.state USING ERRCODE = '42501';
  END IF;
  IF NEW.state IN ('proposed', 'in_force') AND NOT EXISTS (SELECT 1 FROM evaluation e
      WHERE e.id = NEW.evaluation_id AND e.kind = 'evaluation' AND e.settings_hash = NEW.hash AND e.passed) THEN
    RAISE EXCEPTION 'version % of the drafter has no evaluation of these settings that passed', NEW.version USING ERRCODE = '42501';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER drafter_moves BEFORE INSERT OR UPDATE ON drafter_version FOR EACH ROW EXECUTE FUNCTION drafter_moves();
--> statement-breakpoint
-- Rows of an import that is still being checked: not worth a log, and a crash ends the import.
ALTER TABLE import_row SET UNLOGGED;
--> statement-breakpoint
-- Packets are written once, many at a time: where the server has the faster compression, they take it.
DO $$ BEGIN
  ALTER TABLE evidence_packet ALTER COLUMN body SET COMPRESSION lz4;
EXCEPTION WHEN feature_not_supported OR invalid_parameter_value THEN NULL;
END $$;
--> statement-breakpoint
-- What is told of the log is of no campaign, and everything else is of one.
ALTER TABLE mail ADD CONSTRAINT mail_of_campaign CHECK ((kind IN ('checkpoint', 'refusal')) = (campaign_id IS NULL));
--> statement-breakpoint
-- Controls of the calendar are reviewed at least every three years.
ALTER TABLE control_cadence ADD CONSTRAINT control_cadence_months CHECK (months BETWEEN 1 AND 36);
--> statement-breakpoint
-- Retention. A hold is about one thing, is lifted once, and is not rewritten.
ALTER TABLE legal_hold ADD CONSTRAINT legal_hold_of_one CHECK ((campaign_id IS NULL) <> (person_id IS NULL));
--> statement-breakpoint
ALTER TABLE legal_hold ADD CONSTRAINT legal_hold_lifted CHECK ((lifted_at IS NULL) = (lifted_by IS NULL) AND (lifted_at IS NULL) = (lifted_reason_id IS NULL));
--> statement-breakpoint
CREATE FUNCTION legal_hold_lifts() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE moving text[] := ARRAY['lifted_by', 'lifted_at', 'lifted_reason_id'];
BEGIN
  IF OLD.lifted_at IS NULL AND NEW.lifted_at IS NOT NULL AND to_jsonb(NEW) - moving = to_jsonb(OLD) - moving THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'a legal hold can be lifted once, not rewritten' USING ERRCODE = '42501';
END $$;
--> statement-breakpoint
CREATE TRIGGER legal_hold_lifts BEFORE UPDATE ON legal_hold FOR EACH ROW EXECUTE FUNCTION legal_hold_lifts();
--> statement-breakpoint
-- Nothing is kept for less than these days, whoever sets it.
ALTER TABLE retention_period ADD CONSTRAINT retention_period_floor CHECK (days BETWEEN CASE WHEN class IN ('raw_file', 'timing') THEN 30 ELSE 365 END AND 36500);
--> statement-breakpoint
-- Words are erased on the word of two, and neither is the other.
ALTER TABLE erasure ADD CONSTRAINT erasure_by_two CHECK (state = 'withdrawn' OR settled_by <> asked_by);
--> statement-breakpoint
ALTER TABLE erasure ADD CONSTRAINT erasure_settled CHECK ((state = 'asked') = (settled_at IS NULL) AND (state = 'asked') = (settled_by IS NULL)
  AND (state = 'performed') = (counts IS NOT NULL));
--> statement-breakpoint
CREATE FUNCTION erasure_settles() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE moving text[] := ARRAY['state', 'settled_by', 'settled_at', 'settled_reason_id', 'counts'];
BEGIN
  IF OLD.state = 'asked' AND NEW.state <> 'asked' AND to_jsonb(NEW) - moving = to_jsonb(OLD) - moving THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'an erasure that is % is not rewritten', OLD.state USING ERRCODE = '42501';
END $$;
--> statement-breakpoint
CREATE TRIGGER erasure_settles BEFORE UPDATE ON erasure FOR EACH ROW EXECUTE FUNCTION erasure_settles();
--> statement-breakpoint
-- Whether a hold in force touches a campaign: of itself, or of somebody who acted in it, reviews in it or is reviewed in it.
CREATE FUNCTION campaign_held(of uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT 1 FROM legal_hold h LEFT JOIN person p ON p.id = h.person_id WHERE h.lifted_at IS NULL AND (h.campaign_id = of
    OR EXISTS (SELECT 1 FROM audit_event e WHERE e.actor_id = p.id::text AND e.campaign_id = of)
    OR EXISTS (SELECT 1 FROM review r WHERE r.reviewer_id = p.id AND r.campaign_id = of)
    OR EXISTS (SELECT 1 FROM item i WHERE i.identity_source_id = p.identity_source_id AND i.identity_id = p.identity_id AND i.campaign_id = of)))
$$;
--> statement-breakpoint
-- How long a class is kept, in days: what was set, else what the product begins with.
CREATE FUNCTION retention_days(of text) RETURNS integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce((SELECT days FROM retention_period WHERE class = of), CASE of WHEN 'raw_file' THEN 396 WHEN 'timing' THEN 90 ELSE 2557 END)
$$;
--> statement-breakpoint
-- The one way by which rows of an append-only table go: `retention_purge` writes a permit for its own transaction, which nobody
-- else may write, deletes what is past its time in one sealed campaign that nothing holds, and takes the permit away.
CREATE FUNCTION refuse_unless_purged() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'DELETE' AND EXISTS (SELECT 1 FROM purge_permit WHERE tx = pg_current_xact_id() AND table_name = TG_TABLE_NAME) THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = '42501';
END $$;
--> statement-breakpoint
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['served','timing','challenge_served','evidence_packet','draft'] LOOP
    EXECUTE format('DROP TRIGGER append_only_rows ON %I', t);
    EXECUTE format('CREATE TRIGGER append_only_rows BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_unless_purged()', t);
  END LOOP;
END $$;
--> statement-breakpoint
-- Since when the log says that a campaign is sealed: the entry itself, its place in the tree and a checkpoint over it are there. The
-- time is the latest of the entry's own and those of every checkpoint up to that one, so that what is written now cannot say that
-- it was long ago.
CREATE FUNCTION campaign_sealed_since(of uuid) RETURNS timestamptz
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT min(greatest(e.at, (SELECT max(c.at) FROM log_checkpoint c WHERE c.size <= k.size))) FROM audit_event e
    JOIN log_leaf l ON l.event_id = e.id AND l.leaf_hash = e.leaf_hash
    CROSS JOIN LATERAL (SELECT c.size FROM log_checkpoint c WHERE c.size > l.idx ORDER BY c.size LIMIT 1) k
  WHERE e.campaign_id = of AND e.type = 'campaign.sealed'
$$;
--> statement-breakpoint
-- The campaign whose rows of a class are past their time and held by nothing; null where there is none. That it is due is for the
-- log to say (`sealed_at` only spares looking), at a time that cannot run ahead of this server's own clock.
CREATE FUNCTION retention_due(class text, told timestamptz) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT c.id FROM (SELECT c.id, c.sealed_at, u.until FROM campaign c
      CROSS JOIN (SELECT least(told, clock_timestamp()) - make_interval(days => retention_days(class)) AS until) u
    WHERE c.sealed_at <= u.until AND NOT campaign_held(c.id)
      AND NOT EXISTS (SELECT 1 FROM retention_purged p WHERE p.campaign_id = c.id AND p.class = retention_due.class) OFFSET 0) c
  WHERE campaign_sealed_since(c.id) <= c.until ORDER BY c.sealed_at, c.id LIMIT 1
$$;
--> statement-breakpoint
-- Figures are kept once, when the times that they were counted from go, and not before that.
CREATE FUNCTION only_when_times_go() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF retention_due('timing', NEW.at) IS DISTINCT FROM NEW.campaign_id THEN
    RAISE EXCEPTION 'the times of this campaign are not due' USING ERRCODE = '42501';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER only_when_times_go BEFORE INSERT ON figures_kept FOR EACH ROW EXECUTE FUNCTION only_when_times_go();
--> statement-breakpoint
-- Deletes at most `most` rows of a class of one campaign and says which campaign and how many; nothing where nothing is due. Times
-- go only when the figures counted from them are kept. Of what was served, the first row of each draft stays: that a draft was
-- served at all is part of the pack.
CREATE FUNCTION retention_purge(class text, told timestamptz, most integer) RETURNS TABLE (campaign uuid, gone bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE due uuid; n bigint; times bigint := 0; of text;
BEGIN
  of := CASE class WHEN 'timing' THEN 'served' WHEN 'packet' THEN 'evidence_packet' WHEN 'draft' THEN 'draft' END;
  IF of IS NULL THEN
    RAISE EXCEPTION 'nothing of the class % is purged here', class USING ERRCODE = '22023';
  END IF;
  due := retention_due(class, told);
  IF due IS NULL THEN RETURN; END IF;
  -- A hold that is being placed waits for this, or this for the hold.
  PERFORM pg_advisory_xact_lock(hashtext('countersign retention'));
  IF campaign_held(due) THEN RETURN; END IF;
  INSERT INTO purge_permit (tx, table_name) VALUES (pg_current_xact_id(), of);
  IF class = 'timing' THEN
    IF EXISTS (SELECT 1 FROM timing t WHERE t.campaign_id = due)
      AND NOT EXISTS (SELECT 1 FROM figures_kept k WHERE k.campaign_id = due) THEN
      RAISE EXCEPTION 'the figures of campaign % are not kept yet', due USING ERRCODE = '42501';
    END IF;
    INSERT INTO purge_permit (tx, table_name) VALUES (pg_current_xact_id(), 'timing');
    DELETE FROM timing WHERE ref IN (SELECT t.ref FROM timing t WHERE t.campaign_id = due LIMIT most);
    GET DIAGNOSTICS times = ROW_COUNT;
    most := most - times;
    DELETE FROM served WHERE id IN (SELECT s.id FROM item i JOIN served s ON s.item_id = i.id WHERE i.campaign_id = due
      AND (s.draft_id IS NULL OR s.id <> (SELECT f.id FROM served f WHERE f.item_id = s.item_id AND f.draft_id = s.draft_id ORDER BY f.at, f.id LIMIT 1))
      LIMIT most);
    GET DIAGNOSTICS n = ROW_COUNT;
    IF n < most THEN
      INSERT INTO purge_permit (tx, table_name) VALUES (pg_current_xact_id(), 'challenge_served');
      DELETE FROM challenge_served WHERE challenge_id IN (SELECT c.id FROM challenge c WHERE c.campaign_id = due);
    END IF;
  ELSIF class = 'packet' THEN
    DELETE FROM evidence_packet WHERE (item_id, version) IN (SELECT p.item_id, p.version FROM item i
      JOIN evidence_packet p ON p.item_id = i.id WHERE i.campaign_id = due LIMIT most);
    GET DIAGNOSTICS n = ROW_COUNT;
  ELSE
    DELETE FROM draft WHERE id IN (SELECT d.id FROM draft d WHERE d.campaign_id = due LIMIT most);
    GET DIAGNOSTICS n = ROW_COUNT;
  END IF;
  DELETE FROM purge_permit WHERE tx = pg_current_xact_id();
  IF n < most THEN
    INSERT INTO retention_purged (campaign_id, class, at) VALUES (due, class, told);
  END IF;
  RETURN QUERY SELECT due, n + times;
END $$;
--> statement-breakpoint
-- The result of a re-performance is written once, with the moment it was frozen; nothing else of it ever changes.
CREATE FUNCTION only_freeze() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.frozen_at IS NULL AND NEW.frozen_at IS NOT NULL AND NEW.result IS NOT NULL
    AND (to_jsonb(NEW) - 'frozen_at' - 'result') = (to_jsonb(OLD) - 'frozen_at' - 'result') THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'a re-performance can be frozen once, not changed' USING ERRCODE = '42501';
END $$;
--> statement-breakpoint
CREATE TRIGGER only_freeze BEFORE UPDATE ON reperformance FOR EACH ROW EXECUTE FUNCTION only_freeze();
--> statement-breakpoint
-- A frozen one takes no further answer.
CREATE FUNCTION only_while_open() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM reperformance r WHERE r.id = NEW.reperformance_id AND r.frozen_at IS NULL) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'this re-performance is frozen' USING ERRCODE = '42501';
END $$;
--> statement-breakpoint
CREATE TRIGGER only_while_open BEFORE INSERT ON reperformance_answer FOR EACH ROW EXECUTE FUNCTION only_while_open();
--> statement-breakpoint
-- An item stays in its campaign: in one that was sealed long ago, its evidence would be past its time.
CREATE TRIGGER stays_in_campaign BEFORE UPDATE OF campaign_id ON item FOR EACH ROW
  WHEN (NEW.campaign_id IS DISTINCT FROM OLD.campaign_id) EXECUTE FUNCTION refuse_change();
