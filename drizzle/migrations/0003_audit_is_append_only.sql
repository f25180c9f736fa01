DROP INDEX "audit_events_type";--> statement-breakpoint
CREATE INDEX "audit_events_named" ON "audit_events" USING btree ("utility_id",lower("subject_name")) WHERE "audit_events"."type" in ('user.added', 'user.imported', 'user.changed', 'user.deleted');--> statement-breakpoint
CREATE INDEX "audit_events_type" ON "audit_events" USING btree ("utility_id","type","at","event_id") WHERE not ("audit_events"."type" = 'sign_in.failed' and "audit_events"."subject_id" is null);--> statement-breakpoint
-- A signpost for slips and for half a burglar: whoever owns the tables can take triggers away, and
-- what is done without them the chain shows (csi audit verify).
CREATE FUNCTION audit_refuses() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the audit list is append-only: no % of %', tg_op, tg_table_name
    USING ERRCODE = 'restrict_violation';
END $$;--> statement-breakpoint
-- The first month that the utility's limit keeps, `YYYY-MM` in UTC; null where there is no such utility.
CREATE FUNCTION audit_kept_from(utility text) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT to_char(
    (now() AT TIME ZONE 'UTC')
      -- However the setting was written: never the month that is, nor the one before it.
      - make_interval(months => greatest(1, coalesce((document->'audit'->>'months')::int, 24))),
    'YYYY-MM')
  FROM public.utilities WHERE utility_id = utility
$$;--> statement-breakpoint
-- Whole sealed months past the limit, or everything of a utility that has been removed.
CREATE FUNCTION audit_events_go_by_month() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    WITH kept AS MATERIALIZED (
      SELECT utility_id, public.audit_kept_from(utility_id) AS kept_from
      FROM public.utilities WHERE utility_id IN (SELECT utility_id FROM gone)
    )
    SELECT FROM gone
      JOIN kept USING (utility_id)
      LEFT JOIN public.audit_seals AS seal USING (utility_id, event_id)
    WHERE seal.month IS NULL OR seal.month >= kept.kept_from
  ) OR EXISTS (
    WITH months AS MATERIALIZED (
      SELECT DISTINCT utility_id, seal.month
      FROM gone
        JOIN public.utilities USING (utility_id)
        JOIN public.audit_seals AS seal USING (utility_id, event_id)
    )
    SELECT FROM months
      JOIN public.audit_seals AS seal USING (utility_id, month)
      JOIN public.audit_events USING (utility_id, event_id)
  ) THEN
    RAISE EXCEPTION 'the audit list is append-only: events go by whole months past the limit'
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NULL;
END $$;--> statement-breakpoint
-- After the events that they seal.
CREATE FUNCTION audit_seals_go_by_month() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    WITH kept AS MATERIALIZED (
      SELECT utility_id, public.audit_kept_from(utility_id) AS kept_from
      FROM public.utilities WHERE utility_id IN (SELECT utility_id FROM gone)
    )
    SELECT FROM gone JOIN kept USING (utility_id) WHERE gone.month >= kept.kept_from
  ) OR EXISTS (
    SELECT FROM gone
      JOIN public.utilities USING (utility_id)
      JOIN public.audit_events USING (utility_id, event_id)
  ) OR EXISTS (
    SELECT FROM (SELECT DISTINCT utility_id, month FROM gone) AS months
      JOIN public.utilities USING (utility_id)
      JOIN public.audit_seals USING (utility_id, month)
  ) THEN
    RAISE EXCEPTION 'the audit list is append-only: seals go with the events of whole months'
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NULL;
END $$;--> statement-breakpoint
CREATE FUNCTION audit_months_go_with_their_utility() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM gone JOIN public.utilities USING (utility_id)) THEN
    RAISE EXCEPTION 'the audit list is append-only: months stay' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NULL;
END $$;--> statement-breakpoint
-- A month grows, and is dropped once.
CREATE FUNCTION audit_months_go_forward() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (new.utility_id, new.month, new.first_number) IS DISTINCT FROM (old.utility_id, old.month, old.first_number)
    OR new.last_number < old.last_number
    OR (new.last_number = old.last_number AND new.last_hash <> old.last_hash)
    OR old.dropped_at IS NOT NULL
    OR (old.dropped_at IS NULL AND new.dropped_at IS NOT NULL AND (
      new.last_number > old.last_number
      OR new.month >= coalesce(public.audit_kept_from(new.utility_id), '')
      OR EXISTS (
        SELECT FROM public.audit_seals
        WHERE audit_seals.utility_id = new.utility_id AND audit_seals.month = new.month
      )
    ))
  THEN
    RAISE EXCEPTION 'the audit list is append-only: a month grows, and is dropped once'
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN new;
END $$;--> statement-breakpoint
CREATE TRIGGER audit_events_never_change BEFORE UPDATE OR TRUNCATE ON audit_events
  FOR EACH STATEMENT EXECUTE FUNCTION audit_refuses();--> statement-breakpoint
CREATE TRIGGER audit_events_go_by_month AFTER DELETE ON audit_events
  REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION audit_events_go_by_month();--> statement-breakpoint
CREATE TRIGGER audit_seals_never_change BEFORE UPDATE OR TRUNCATE ON audit_seals
  FOR EACH STATEMENT EXECUTE FUNCTION audit_refuses();--> statement-breakpoint
CREATE TRIGGER audit_seals_go_by_month AFTER DELETE ON audit_seals
  REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION audit_seals_go_by_month();--> statement-breakpoint
CREATE TRIGGER audit_months_never_emptied BEFORE TRUNCATE ON audit_months
  FOR EACH STATEMENT EXECUTE FUNCTION audit_refuses();--> statement-breakpoint
CREATE TRIGGER audit_months_go_with_their_utility AFTER DELETE ON audit_months
  REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION audit_months_go_with_their_utility();--> statement-breakpoint
CREATE TRIGGER audit_months_go_forward BEFORE UPDATE ON audit_months
  FOR EACH ROW EXECUTE FUNCTION audit_months_go_forward();
