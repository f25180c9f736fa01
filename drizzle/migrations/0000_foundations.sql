CREATE TABLE "audit_events" (
	"utility_id" text NOT NULL,
	"event_id" bigint GENERATED ALWAYS AS IDENTITY (sequence name "audit_events_event_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"at" timestamp (3) with time zone NOT NULL,
	"type" text NOT NULL,
	"actor_kind" text NOT NULL,
	"actor_id" uuid,
	"actor_name" text,
	"subject_id" uuid,
	"subject_name" text,
	"client_address" text,
	"request_id" text NOT NULL,
	"details" jsonb NOT NULL,
	CONSTRAINT "audit_events_utility_id_event_id_pk" PRIMARY KEY("utility_id","event_id")
);
--> statement-breakpoint
CREATE TABLE "known_addresses" (
	"utility_id" text NOT NULL,
	"address_key" text NOT NULL,
	"last_sign_in_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "known_addresses_utility_id_address_key_pk" PRIMARY KEY("utility_id","address_key")
);
--> statement-breakpoint
CREATE TABLE "lockouts" (
	"utility_id" text NOT NULL,
	"lock_key" "bytea" NOT NULL,
	"failed" integer NOT NULL,
	"open_claims" jsonb NOT NULL,
	"locked_at" timestamp (3) with time zone,
	"last_attempt_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "lockouts_utility_id_lock_key_pk" PRIMARY KEY("utility_id","lock_key")
);
--> statement-breakpoint
CREATE TABLE "password_history" (
	"utility_id" text NOT NULL,
	"user_id" uuid NOT NULL,
	"set_at" timestamp (3) with time zone NOT NULL,
	"password_hash" text NOT NULL,
	CONSTRAINT "password_history_utility_id_user_id_set_at_pk" PRIMARY KEY("utility_id","user_id","set_at")
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"utility_id" text NOT NULL,
	"session_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"secret_hash" "bytea" NOT NULL,
	"method" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"last_active_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone,
	"end_reason" text,
	"client_address" text NOT NULL,
	"user_agent" text NOT NULL,
	CONSTRAINT "sessions_utility_id_session_id_pk" PRIMARY KEY("utility_id","session_id")
);
--> statement-breakpoint
CREATE TABLE "throttle_failures" (
	"utility_id" text NOT NULL,
	"failure_id" bigint GENERATED ALWAYS AS IDENTITY (sequence name "throttle_failures_failure_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"address_key" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "throttle_failures_utility_id_failure_id_pk" PRIMARY KEY("utility_id","failure_id")
);
--> statement-breakpoint
CREATE TABLE "users" (
	"utility_id" text NOT NULL,
	"user_id" uuid NOT NULL,
	"username" text NOT NULL,
	"username_key" text NOT NULL,
	"full_name" text NOT NULL,
	"email" text NOT NULL,
	"email_key" text NOT NULL,
	"roles" text[] NOT NULL,
	"sign_in_method" text NOT NULL,
	"password_hash" text,
	"password_kind" text,
	"password_set_at" timestamp (3) with time zone,
	"temporary_expires_at" timestamp (3) with time zone,
	"disabled_at" timestamp (3) with time zone,
	"last_sign_in_at" timestamp (3) with time zone,
	"lock_key" "bytea" NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "users_utility_id_user_id_pk" PRIMARY KEY("utility_id","user_id"),
	CONSTRAINT "users_password_or_sso" CHECK (("users"."sign_in_method" = 'password') = ("users"."password_hash" is not null and "users"."password_kind" is not null and "users"."password_set_at" is not null)),
	CONSTRAINT "users_temporary_expires" CHECK ((coalesce("users"."password_kind", '') = 'temporary') = ("users"."temporary_expires_at" is not null)),
	CONSTRAINT "users_roles" CHECK ("users"."roles" <@ array['CSR','CSA','BILL_ADVISOR']::text[])
);
--> statement-breakpoint
CREATE TABLE "utilities" (
	"utility_id" text PRIMARY KEY NOT NULL,
	"document" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "utility_domains" (
	"utility_id" text NOT NULL,
	"domain" text NOT NULL,
	"position" integer NOT NULL,
	CONSTRAINT "utility_domains_utility_id_domain_pk" PRIMARY KEY("utility_id","domain")
);
--> statement-breakpoint
CREATE TABLE "utility_files" (
	"utility_id" text NOT NULL,
	"field" text NOT NULL,
	"media_type" text NOT NULL,
	"content" "bytea" NOT NULL,
	"digest" text NOT NULL,
	CONSTRAINT "utility_files_utility_id_field_pk" PRIMARY KEY("utility_id","field")
);
--> statement-breakpoint
CREATE TABLE "utility_secrets" (
	"utility_id" text NOT NULL,
	"field" text NOT NULL,
	"key_id" text NOT NULL,
	"ciphertext" "bytea" NOT NULL,
	CONSTRAINT "utility_secrets_utility_id_field_pk" PRIMARY KEY("utility_id","field")
);
--> statement-breakpoint
ALTER TABLE "known_addresses" ADD CONSTRAINT "known_addresses_utility_id_utilities_utility_id_fk" FOREIGN KEY ("utility_id") REFERENCES "public"."utilities"("utility_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lockouts" ADD CONSTRAINT "lockouts_utility_id_utilities_utility_id_fk" FOREIGN KEY ("utility_id") REFERENCES "public"."utilities"("utility_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "password_history" ADD CONSTRAINT "password_history_utility_id_user_id_users_utility_id_user_id_fk" FOREIGN KEY ("utility_id","user_id") REFERENCES "public"."users"("utility_id","user_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_utility_id_user_id_users_utility_id_user_id_fk" FOREIGN KEY ("utility_id","user_id") REFERENCES "public"."users"("utility_id","user_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "throttle_failures" ADD CONSTRAINT "throttle_failures_utility_id_utilities_utility_id_fk" FOREIGN KEY ("utility_id") REFERENCES "public"."utilities"("utility_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "users" ADD CONSTRAINT "users_utility_id_utilities_utility_id_fk" FOREIGN KEY ("utility_id") REFERENCES "public"."utilities"("utility_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "utility_domains" ADD CONSTRAINT "utility_domains_utility_id_utilities_utility_id_fk" FOREIGN KEY ("utility_id") REFERENCES "public"."utilities"("utility_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "utility_files" ADD CONSTRAINT "utility_files_utility_id_utilities_utility_id_fk" FOREIGN KEY ("utility_id") REFERENCES "public"."utilities"("utility_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "utility_secrets" ADD CONSTRAINT "utility_secrets_utility_id_utilities_utility_id_fk" FOREIGN KEY ("utility_id") REFERENCES "public"."utilities"("utility_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "audit_events_at" ON "audit_events" USING btree ("utility_id","at");--> statement-breakpoint
CREATE INDEX "audit_events_subject" ON "audit_events" USING btree ("utility_id","subject_id","at");--> statement-breakpoint
CREATE INDEX "known_addresses_last_sign_in" ON "known_addresses" USING btree ("utility_id","last_sign_in_at");--> statement-breakpoint
CREATE UNIQUE INDEX "sessions_secret" ON "sessions" USING btree ("utility_id","secret_hash");--> statement-breakpoint
CREATE INDEX "sessions_user" ON "sessions" USING btree ("utility_id","user_id");--> statement-breakpoint
CREATE INDEX "sessions_created" ON "sessions" USING btree ("utility_id","created_at");--> statement-breakpoint
CREATE INDEX "throttle_failures_address" ON "throttle_failures" USING btree ("utility_id","address_key","at");--> statement-breakpoint
CREATE INDEX "throttle_failures_at" ON "throttle_failures" USING btree ("utility_id","at");--> statement-breakpoint
CREATE UNIQUE INDEX "users_username" ON "users" USING btree ("utility_id","username_key");--> statement-breakpoint
CREATE UNIQUE INDEX "users_lock_key" ON "users" USING btree ("utility_id","lock_key");--> statement-breakpoint
CREATE INDEX "users_email" ON "users" USING btree ("utility_id","email_key");--> statement-breakpoint
CREATE UNIQUE INDEX "utility_domains_domain" ON "utility_domains" USING btree ("domain");