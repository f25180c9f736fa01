CREATE TABLE "mail_outbox" (
	"utility_id" text NOT NULL,
	"mail_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"user_id" uuid NOT NULL,
	"reset_request_id" uuid,
	"occurred_at" timestamp (3) with time zone NOT NULL,
	"request_id" text NOT NULL,
	"due_at" timestamp (3) with time zone NOT NULL,
	"leased_by" uuid,
	"failures" integer NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "mail_outbox_utility_id_mail_id_pk" PRIMARY KEY("utility_id","mail_id")
);
--> statement-breakpoint
CREATE TABLE "reset_requests" (
	"utility_id" text NOT NULL,
	"reset_request_id" uuid NOT NULL,
	"requested_at" timestamp (3) with time zone NOT NULL,
	"key_id" text NOT NULL,
	"sealed_address" "bytea",
	"address_key" "bytea" NOT NULL,
	"client_key" text NOT NULL,
	"client_address" text,
	"request_id" text NOT NULL,
	"decide_after" timestamp (3) with time zone NOT NULL,
	"decided_at" timestamp (3) with time zone,
	"outcome" text,
	"user_id" uuid,
	"secret_hash" "bytea",
	"expires_at" timestamp (3) with time zone,
	"password_set_at" timestamp (3) with time zone,
	"email_key" text,
	"replaced_at" timestamp (3) with time zone,
	"used_at" timestamp (3) with time zone,
	"tries" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "reset_requests_utility_id_reset_request_id_pk" PRIMARY KEY("utility_id","reset_request_id"),
	CONSTRAINT "reset_requests_link" CHECK ((coalesce("reset_requests"."outcome", '') = 'link') = ("reset_requests"."user_id" is not null and "reset_requests"."secret_hash" is not null and "reset_requests"."expires_at" is not null and "reset_requests"."password_set_at" is not null and "reset_requests"."email_key" is not null))
);
--> statement-breakpoint
CREATE TABLE "shared_email_blocks" (
	"utility_id" text NOT NULL,
	"email_key" text NOT NULL,
	"blocked" integer NOT NULL,
	"last_blocked_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "shared_email_blocks_utility_id_email_key_pk" PRIMARY KEY("utility_id","email_key")
);
--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "previous_secret_hash" "bytea";--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "rotated_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "mail_outbox" ADD CONSTRAINT "mail_outbox_utility_id_utilities_utility_id_fk" FOREIGN KEY ("utility_id") REFERENCES "public"."utilities"("utility_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reset_requests" ADD CONSTRAINT "reset_requests_utility_id_utilities_utility_id_fk" FOREIGN KEY ("utility_id") REFERENCES "public"."utilities"("utility_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reset_requests" ADD CONSTRAINT "reset_requests_utility_id_user_id_users_utility_id_user_id_fk" FOREIGN KEY ("utility_id","user_id") REFERENCES "public"."users"("utility_id","user_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "shared_email_blocks" ADD CONSTRAINT "shared_email_blocks_utility_id_utilities_utility_id_fk" FOREIGN KEY ("utility_id") REFERENCES "public"."utilities"("utility_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "mail_outbox_due" ON "mail_outbox" USING btree ("due_at");--> statement-breakpoint
CREATE INDEX "reset_requests_client" ON "reset_requests" USING btree ("utility_id","client_key","requested_at");--> statement-breakpoint
CREATE INDEX "reset_requests_address" ON "reset_requests" USING btree ("utility_id","address_key","requested_at");--> statement-breakpoint
CREATE INDEX "reset_requests_user" ON "reset_requests" USING btree ("utility_id","user_id");--> statement-breakpoint
CREATE INDEX "reset_requests_undecided" ON "reset_requests" USING btree ("decide_after") WHERE "reset_requests"."decided_at" is null;--> statement-breakpoint
CREATE INDEX "sessions_previous_secret" ON "sessions" USING btree ("utility_id","previous_secret_hash");