ALTER TABLE "saml_providers" ADD COLUMN "good_at" timestamp (3) with time zone;--> statement-breakpoint
UPDATE "saml_providers" SET "good_at" = CASE WHEN "fault" IS NULL THEN "checked_at" ELSE "taken_at" END;
