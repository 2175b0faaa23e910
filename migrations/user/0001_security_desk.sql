CREATE TABLE `consents` (
	`id` integer PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`version` text,
	`given` integer NOT NULL,
	`at_ms` integer NOT NULL,
	`address` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `erasure` (
	`id` integer PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`at_ms` integer NOT NULL,
	`told_again` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `metric_counters` (
	`name` text PRIMARY KEY NOT NULL,
	`state` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `retention` (
	`tenant_id` text PRIMARY KEY NOT NULL,
	`periods` text NOT NULL,
	`version` integer NOT NULL,
	`changed_at_ms` integer NOT NULL
);
--> statement-breakpoint
ALTER TABLE `access_tokens` ADD `made_at_ms` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `memberships` ADD `calls_per_minute` integer;--> statement-breakpoint
ALTER TABLE `memberships` ADD `trades_per_second` integer;--> statement-breakpoint
ALTER TABLE `memberships` ADD `origins` text;--> statement-breakpoint
ALTER TABLE `memberships` ADD `locked_until_ms` integer;