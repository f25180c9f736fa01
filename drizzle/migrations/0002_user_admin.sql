CREATE EXTENSION IF NOT EXISTS pg_trgm;--> statement-breakpoint
CREATE EXTENSION IF NOT EXISTS btree_gin;--> statement-breakpoint
CREATE TABLE "audit_months" (
	"utility_id" text NOT NULL,
	"month" text NOT NULL,
	"first_number" bigint NOT NULL,
	"last_number" bigint NOT NULL,
	"last_hash" "bytea" NOT NULL,
	"dropped_at" timestamp (3) with time zone,
	CONSTRAINT "audit_months_utility_id_month_pk" PRIMARY KEY("utility_id","month")
);
--> statement-breakpoint
CREATE TABLE "audit_seals" (
	"utility_id" text NOT NULL,
	"number" bigint NOT NULL,
	"event_id" bigint NOT NULL,
	"month" text NOT NULL,
	"hash" "bytea" NOT NULL,
	CONSTRAINT "audit_seals_utility_id_number_pk" PRIMARY KEY("utility_id","number")
);
--> statement-breakpoint
CREATE TABLE "audit_unsealed" (
	"utility_id" text NOT NULL,
	"event_id" bigint NOT NULL,
	CONSTRAINT "audit_unsealed_utility_id_event_id_pk" PRIMARY KEY("utility_id","event_id")
);
--> statement-breakpoint
CREATE TABLE "email_uses" (
	"utility_id" text NOT NULL,
	"email_key" text NOT NULL,
	"uses" integer NOT NULL,
	CONSTRAINT "email_uses_utility_id_email_key_pk" PRIMARY KEY("utility_id","email_key")
);
--> statement-breakpoint
CREATE TABLE "last_sign_ins" (
	"utility_id" text NOT NULL,
	"user_id" uuid NOT NULL,
	"at" timestamp (3) with time zone,
	CONSTRAINT "last_sign_ins_utility_id_user_id_pk" PRIMARY KEY("utility_id","user_id")
);
--> statement-breakpoint
ALTER TABLE "users" DROP CONSTRAINT "users_password_or_sso";--> statement-breakpoint
DROP INDEX "audit_events_at";--> statement-breakpoint
DROP INDEX "audit_events_subject";--> statement-breakpoint
DROP INDEX "users_email";--> statement-breakpoint
ALTER TABLE "mail_outbox" ADD COLUMN "former_address" text;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "name_key" text COLLATE "C";--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "search_text" text;--> statement-breakpoint
-- As lib/accounts/search-rules folds, as near as SQL comes; whoever is edited gets the exact form.
CREATE FUNCTION pg_temp.folded(value text) RETURNS text LANGUAGE sql AS $$
  select lower(btrim(regexp_replace(regexp_replace(normalize(value, NFKD), '[\u0300-\u036f]', '', 'g'), '\s+', ' ', 'g')))
$$;--> statement-breakpoint
UPDATE "users" SET
  "name_key" = pg_temp.folded("full_name"),
  "search_text" = ' ' || pg_temp.folded("full_name") || E'\n ' || pg_temp.folded("username") || E'\n ' || pg_temp.folded("email");--> statement-breakpoint
ALTER TABLE "users" ALTER COLUMN "name_key" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "users" ALTER COLUMN "search_text" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "email_uses" ADD CONSTRAINT "email_uses_utility_id_utilities_utility_id_fk" FOREIGN KEY ("utility_id") REFERENCES "public"."utilities"("utility_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "last_sign_ins" ADD CONSTRAINT "last_sign_ins_utility_id_user_id_users_utility_id_user_id_fk" FOREIGN KEY ("utility_id","user_id") REFERENCES "public"."users"("utility_id","user_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "audit_seals_event" ON "audit_seals" USING btree ("utility_id","event_id");--> statement-breakpoint
CREATE INDEX "audit_seals_month" ON "audit_seals" USING btree ("utility_id","month");--> statement-breakpoint
CREATE INDEX "email_uses_shared" ON "email_uses" USING btree ("utility_id","email_key") WHERE "email_uses"."uses" > 1;--> statement-breakpoint
CREATE INDEX "last_sign_ins_at" ON "last_sign_ins" USING btree ("utility_id",coalesce("at", '1970-01-01 00:00:00+00'::timestamptz),"user_id");--> statement-breakpoint
CREATE INDEX "audit_events_listed" ON "audit_events" USING btree ("utility_id","at","event_id") WHERE not ("audit_events"."type" = 'sign_in.failed' and "audit_events"."subject_id" is null);--> statement-breakpoint
CREATE INDEX "audit_events_nameless" ON "audit_events" USING btree ("utility_id","at") WHERE "audit_events"."type" = 'sign_in.failed' and "audit_events"."subject_id" is null;--> statement-breakpoint
CREATE INDEX "audit_events_actor" ON "audit_events" USING btree ("utility_id","actor_id","at","event_id") WHERE "audit_events"."actor_id" is not null;--> statement-breakpoint
CREATE INDEX "audit_events_type" ON "audit_events" USING btree ("utility_id","type","at","event_id");--> statement-breakpoint
CREATE INDEX "lockouts_locked" ON "lockouts" USING btree ("utility_id","locked_at") WHERE "lockouts"."locked_at" is not null;--> statement-breakpoint
CREATE INDEX "users_name" ON "users" USING btree ("utility_id","name_key","user_id");--> statement-breakpoint
CREATE INDEX "users_search" ON "users" USING gin ("utility_id","search_text" gin_trgm_ops,"roles") WITH (fastupdate=false);--> statement-breakpoint
CREATE INDEX "users_method" ON "users" USING btree ("utility_id","sign_in_method","name_key","user_id");--> statement-breakpoint
CREATE INDEX "users_disabled" ON "users" USING btree ("utility_id","name_key","user_id") WHERE "users"."disabled_at" is not null;--> statement-breakpoint
CREATE INDEX "users_temporary" ON "users" USING btree ("utility_id","temporary_expires_at") WHERE "users"."temporary_expires_at" is not null;--> statement-breakpoint
CREATE INDEX "users_not_handed_out" ON "users" USING btree ("utility_id") WHERE "users"."sign_in_method" = 'password' and "users"."password_hash" is null;--> statement-breakpoint
CREATE INDEX "audit_events_subject" ON "audit_events" USING btree ("utility_id","subject_id","at","event_id");--> statement-breakpoint
CREATE INDEX "users_email" ON "users" USING btree ("utility_id","email_key","user_id");--> statement-breakpoint
INSERT INTO "last_sign_ins" ("utility_id", "user_id", "at")
  SELECT "utility_id", "user_id", "last_sign_in_at" FROM "users";--> statement-breakpoint
ALTER TABLE "users" DROP COLUMN "last_sign_in_at";--> statement-breakpoint
ALTER TABLE "users" ADD CONSTRAINT "users_password_or_sso" CHECK (("users"."sign_in_method" = 'password') = ("users"."password_set_at" is not null)
        and ("users"."password_hash" is null) = ("users"."password_kind" is null)
        and ("users"."sign_in_method" = 'password' or "users"."password_hash" is null));--> statement-breakpoint
CREATE FUNCTION email_uses_of_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- In the order of the keys, so that two batches wait for each other and do not deadlock.
  INSERT INTO email_uses (utility_id, email_key, uses)
    SELECT utility_id, email_key, count(*) FROM added
    WHERE disabled_at IS NULL AND sign_in_method = 'password'
    GROUP BY utility_id, email_key ORDER BY utility_id, email_key
  ON CONFLICT (utility_id, email_key) DO UPDATE SET uses = email_uses.uses + excluded.uses;
  RETURN NULL;
END $$;--> statement-breakpoint
CREATE FUNCTION email_uses_of_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  change record;
BEGIN
  -- In the order of the keys, as above.
  FOR change IN
    SELECT email_key, sum(delta)::int AS delta FROM (VALUES
      (old.email_key, CASE WHEN old.disabled_at IS NULL AND old.sign_in_method = 'password' THEN -1 ELSE 0 END),
      (new.email_key, CASE WHEN new.disabled_at IS NULL AND new.sign_in_method = 'password' THEN 1 ELSE 0 END)
    ) AS changes (email_key, delta)
    GROUP BY email_key HAVING sum(delta) <> 0 ORDER BY email_key
  LOOP
    IF change.delta > 0 THEN
      INSERT INTO email_uses (utility_id, email_key, uses)
        VALUES (new.utility_id, change.email_key, change.delta)
      ON CONFLICT (utility_id, email_key) DO UPDATE SET uses = email_uses.uses + excluded.uses;
    ELSE
      UPDATE email_uses SET uses = uses + change.delta
        WHERE utility_id = new.utility_id AND email_key = change.email_key;
      DELETE FROM email_uses
        WHERE utility_id = new.utility_id AND email_key = change.email_key AND uses <= 0;
    END IF;
  END LOOP;
  RETURN NULL;
END $$;--> statement-breakpoint
CREATE FUNCTION email_uses_of_gone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM email_uses WHERE (utility_id, email_key) IN (SELECT utility_id, email_key FROM gone)
    ORDER BY utility_id, email_key FOR UPDATE;
  UPDATE email_uses SET uses = uses - less.n
    FROM (
      SELECT utility_id, email_key, count(*) AS n FROM gone
      WHERE disabled_at IS NULL AND sign_in_method = 'password'
        -- With their utility its counts go too.
        AND EXISTS (SELECT FROM utilities WHERE utilities.utility_id = gone.utility_id)
      GROUP BY utility_id, email_key
    ) AS less
    WHERE email_uses.utility_id = less.utility_id AND email_uses.email_key = less.email_key;
  DELETE FROM email_uses USING gone
    WHERE email_uses.utility_id = gone.utility_id AND email_uses.email_key = gone.email_key
      AND email_uses.uses <= 0;
  RETURN NULL;
END $$;--> statement-breakpoint
CREATE TRIGGER users_email_uses_of_added AFTER INSERT ON users
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION email_uses_of_added();--> statement-breakpoint
CREATE TRIGGER users_email_uses_of_changed
  AFTER UPDATE OF email_key, disabled_at, sign_in_method ON users FOR EACH ROW
  WHEN ((old.email_key, old.disabled_at IS NULL, old.sign_in_method)
    IS DISTINCT FROM (new.email_key, new.disabled_at IS NULL, new.sign_in_method))
  EXECUTE FUNCTION email_uses_of_changed();--> statement-breakpoint
CREATE TRIGGER users_email_uses_of_gone AFTER DELETE ON users
  REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION email_uses_of_gone();--> statement-breakpoint
INSERT INTO email_uses (utility_id, email_key, uses)
  SELECT utility_id, email_key, count(*) FROM users
  WHERE disabled_at IS NULL AND sign_in_method = 'password' GROUP BY utility_id, email_key;--> statement-breakpoint
CREATE FUNCTION audit_event_awaits_seal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO audit_unsealed (utility_id, event_id) SELECT utility_id, event_id FROM added;
  RETURN NULL;
END $$;--> statement-breakpoint
CREATE TRIGGER audit_events_await_seal AFTER INSERT ON audit_events
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION audit_event_awaits_seal();--> statement-breakpoint
INSERT INTO audit_unsealed (utility_id, event_id) SELECT utility_id, event_id FROM audit_events;
