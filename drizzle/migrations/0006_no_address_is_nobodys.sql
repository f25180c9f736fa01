-- Whose portal tells no email address has an empty one. It is nobody's, however many have it.
CREATE OR REPLACE FUNCTION email_uses_of_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- In the order of the keys, so that two batches wait for each other and do not deadlock.
  INSERT INTO email_uses (utility_id, email_key, uses)
    SELECT utility_id, email_key, count(*) FROM added
    WHERE disabled_at IS NULL AND sign_in_method = 'password' AND email_key <> ''
    GROUP BY utility_id, email_key ORDER BY utility_id, email_key
  ON CONFLICT (utility_id, email_key) DO UPDATE SET uses = email_uses.uses + excluded.uses;
  RETURN NULL;
END $$;--> statement-breakpoint
CREATE OR REPLACE FUNCTION email_uses_of_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  change record;
BEGIN
  -- In the order of the keys, as above.
  FOR change IN
    SELECT email_key, sum(delta)::int AS delta FROM (VALUES
      (old.email_key, CASE WHEN old.disabled_at IS NULL AND old.sign_in_method = 'password' THEN -1 ELSE 0 END),
      (new.email_key, CASE WHEN new.disabled_at IS NULL AND new.sign_in_method = 'password' THEN 1 ELSE 0 END)
    ) AS changes (email_key, delta)
    WHERE email_key <> ''
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
DELETE FROM email_uses WHERE email_key = '';
