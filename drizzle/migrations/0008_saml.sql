CREATE TABLE "saml_arrivals" (
	"utility_id" text NOT NULL,
	"handle_hash" "bytea" NOT NULL,
	"sealed" text NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "saml_arrivals_utility_id_handle_hash_pk" PRIMARY KEY("utility_id","handle_hash")
);
--> statement-breakpoint
CREATE TABLE "saml_keys" (
	"utility_id" text NOT NULL,
	"key_id" uuid NOT NULL,
	"purpose" text NOT NULL,
	"state" text NOT NULL,
	"certificate" text NOT NULL,
	"sealed_by" text NOT NULL,
	"sealed_key" "bytea" NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "saml_keys_utility_id_key_id_pk" PRIMARY KEY("utility_id","key_id")
);
--> statement-breakpoint
CREATE TABLE "saml_providers" (
	"utility_id" text PRIMARY KEY NOT NULL,
	"source" text NOT NULL,
	"provider" jsonb,
	"digest" text,
	"taken_at" timestamp (3) with time zone,
	"checked_at" timestamp (3) with time zone,
	"fault" text,
	"due_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "saml_requests" (
	"utility_id" text NOT NULL,
	"id_hash" "bytea" NOT NULL,
	"relay_state_hash" "bytea" NOT NULL,
	"kind" text NOT NULL,
	"provider" text NOT NULL,
	"session_id" uuid,
	"sent_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"answered_at" timestamp (3) with time zone,
	CONSTRAINT "saml_requests_utility_id_id_hash_pk" PRIMARY KEY("utility_id","id_hash")
);
--> statement-breakpoint
ALTER TABLE "sso_sessions" ADD COLUMN "name_id" jsonb;--> statement-breakpoint
ALTER TABLE "saml_arrivals" ADD CONSTRAINT "saml_arrivals_utility_id_utilities_utility_id_fk" FOREIGN KEY ("utility_id") REFERENCES "public"."utilities"("utility_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "saml_keys" ADD CONSTRAINT "saml_keys_utility_id_utilities_utility_id_fk" FOREIGN KEY ("utility_id") REFERENCES "public"."utilities"("utility_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "saml_providers" ADD CONSTRAINT "saml_providers_utility_id_utilities_utility_id_fk" FOREIGN KEY ("utility_id") REFERENCES "public"."utilities"("utility_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "saml_requests" ADD CONSTRAINT "saml_requests_utility_id_utilities_utility_id_fk" FOREIGN KEY ("utility_id") REFERENCES "public"."utilities"("utility_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "saml_arrivals_expires" ON "saml_arrivals" USING btree ("expires_at");--> statement-breakpoint
CREATE UNIQUE INDEX "saml_keys_one_a_state" ON "saml_keys" USING btree ("utility_id","purpose","state");--> statement-breakpoint
CREATE UNIQUE INDEX "saml_requests_relay_state" ON "saml_requests" USING btree ("utility_id","relay_state_hash");--> statement-breakpoint
CREATE INDEX "saml_requests_expires" ON "saml_requests" USING btree ("expires_at");