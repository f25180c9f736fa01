CREATE TABLE "user_import_chunks" (
	"utility_id" text NOT NULL,
	"import_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"content" "bytea" NOT NULL,
	CONSTRAINT "user_import_chunks_utility_id_import_id_number_pk" PRIMARY KEY("utility_id","import_id","number")
);
--> statement-breakpoint
CREATE TABLE "user_import_rows" (
	"utility_id" text NOT NULL,
	"import_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"line" integer NOT NULL,
	"state" text NOT NULL,
	"full_name" text NOT NULL,
	"username" text NOT NULL,
	"username_key" text NOT NULL,
	"email" text NOT NULL,
	"email_key" text NOT NULL,
	"roles" text[] NOT NULL,
	"sign_in_method" text NOT NULL,
	"problems" jsonb NOT NULL,
	"email_shared" boolean NOT NULL,
	"user_id" uuid,
	CONSTRAINT "user_import_rows_utility_id_import_id_number_pk" PRIMARY KEY("utility_id","import_id","number")
);
--> statement-breakpoint
CREATE TABLE "user_imports" (
	"utility_id" text NOT NULL,
	"import_id" uuid NOT NULL,
	"file_name" text NOT NULL,
	"bytes" bigint NOT NULL,
	"state" text NOT NULL,
	"file_problem" jsonb,
	"actor_kind" text NOT NULL,
	"actor_id" uuid,
	"actor_name" text,
	"client_address" text,
	"request_id" text NOT NULL,
	"bytes_checked" bigint DEFAULT 0 NOT NULL,
	"good" integer DEFAULT 0 NOT NULL,
	"present" integer DEFAULT 0 NOT NULL,
	"faulty" integer DEFAULT 0 NOT NULL,
	"added" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone,
	"leased_by" uuid,
	"leased_until" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "user_imports_utility_id_import_id_pk" PRIMARY KEY("utility_id","import_id")
);
--> statement-breakpoint
ALTER TABLE "user_import_chunks" ADD CONSTRAINT "user_import_chunks_utility_id_import_id_user_imports_utility_id_import_id_fk" FOREIGN KEY ("utility_id","import_id") REFERENCES "public"."user_imports"("utility_id","import_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "user_import_rows" ADD CONSTRAINT "user_import_rows_utility_id_import_id_user_imports_utility_id_import_id_fk" FOREIGN KEY ("utility_id","import_id") REFERENCES "public"."user_imports"("utility_id","import_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "user_imports" ADD CONSTRAINT "user_imports_utility_id_utilities_utility_id_fk" FOREIGN KEY ("utility_id") REFERENCES "public"."utilities"("utility_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "user_import_rows_state" ON "user_import_rows" USING btree ("utility_id","import_id","state","number");--> statement-breakpoint
CREATE INDEX "user_import_rows_username" ON "user_import_rows" USING btree ("utility_id","import_id","username_key");--> statement-breakpoint
CREATE INDEX "user_import_rows_email" ON "user_import_rows" USING btree ("utility_id","import_id","email_key");--> statement-breakpoint
CREATE INDEX "user_imports_created" ON "user_imports" USING btree ("utility_id","created_at");--> statement-breakpoint
CREATE INDEX "user_imports_due" ON "user_imports" USING btree ("leased_until") WHERE "user_imports"."state" in ('checking', 'importing');