CREATE TABLE "sso_identities" (
	"utility_id" text NOT NULL,
	"provider" text NOT NULL,
	"subject" text NOT NULL,
	"user_id" uuid NOT NULL,
	"bound_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "sso_identities_utility_id_provider_subject_pk" PRIMARY KEY("utility_id","provider","subject")
);
--> statement-breakpoint
CREATE TABLE "sso_pending_links" (
	"utility_id" text NOT NULL,
	"user_id" uuid NOT NULL,
	"provider" text NOT NULL,
	"subject" text NOT NULL,
	"full_name" text,
	"email" text,
	"roles" text[] NOT NULL,
	"arrivals" integer NOT NULL,
	"subject_changes" integer NOT NULL,
	"first_at" timestamp (3) with time zone NOT NULL,
	"last_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "sso_pending_links_utility_id_user_id_provider_pk" PRIMARY KEY("utility_id","user_id","provider")
);
--> statement-breakpoint
CREATE TABLE "sso_sessions" (
	"utility_id" text NOT NULL,
	"session_id" uuid NOT NULL,
	"provider" text NOT NULL,
	"subject" text NOT NULL,
	"portal_session" text,
	"key_id" text,
	"sealed_id_token" "bytea",
	CONSTRAINT "sso_sessions_utility_id_session_id_pk" PRIMARY KEY("utility_id","session_id")
);
--> statement-breakpoint
CREATE TABLE "sso_test_links" (
	"utility_id" text NOT NULL,
	"secret_hash" "bytea" NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "sso_test_links_utility_id_secret_hash_pk" PRIMARY KEY("utility_id","secret_hash")
);
--> statement-breakpoint
CREATE TABLE "sso_test_reports" (
	"utility_id" text NOT NULL,
	"secret_hash" "bytea" NOT NULL,
	"report" jsonb NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "sso_test_reports_utility_id_secret_hash_pk" PRIMARY KEY("utility_id","secret_hash")
);
--> statement-breakpoint
CREATE TABLE "sso_used" (
	"utility_id" text NOT NULL,
	"kind" text NOT NULL,
	"hash" "bytea" NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "sso_used_utility_id_kind_hash_pk" PRIMARY KEY("utility_id","kind","hash")
);
--> statement-breakpoint
ALTER TABLE "sso_identities" ADD CONSTRAINT "sso_identities_utility_id_user_id_users_utility_id_user_id_fk" FOREIGN KEY ("utility_id","user_id") REFERENCES "public"."users"("utility_id","user_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sso_pending_links" ADD CONSTRAINT "sso_pending_links_utility_id_user_id_users_utility_id_user_id_fk" FOREIGN KEY ("utility_id","user_id") REFERENCES "public"."users"("utility_id","user_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sso_sessions" ADD CONSTRAINT "sso_sessions_utility_id_session_id_sessions_utility_id_session_id_fk" FOREIGN KEY ("utility_id","session_id") REFERENCES "public"."sessions"("utility_id","session_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sso_test_links" ADD CONSTRAINT "sso_test_links_utility_id_utilities_utility_id_fk" FOREIGN KEY ("utility_id") REFERENCES "public"."utilities"("utility_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sso_test_reports" ADD CONSTRAINT "sso_test_reports_utility_id_utilities_utility_id_fk" FOREIGN KEY ("utility_id") REFERENCES "public"."utilities"("utility_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sso_used" ADD CONSTRAINT "sso_used_utility_id_utilities_utility_id_fk" FOREIGN KEY ("utility_id") REFERENCES "public"."utilities"("utility_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "sso_identities_user" ON "sso_identities" USING btree ("utility_id","user_id","provider");--> statement-breakpoint
CREATE INDEX "sso_pending_links_last" ON "sso_pending_links" USING btree ("utility_id","last_at");--> statement-breakpoint
CREATE INDEX "sso_sessions_portal_session" ON "sso_sessions" USING btree ("utility_id","provider","portal_session");--> statement-breakpoint
CREATE INDEX "sso_sessions_subject" ON "sso_sessions" USING btree ("utility_id","provider","subject");--> statement-breakpoint
CREATE INDEX "sso_used_expires" ON "sso_used" USING btree ("expires_at");