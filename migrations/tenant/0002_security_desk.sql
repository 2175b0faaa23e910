CREATE TABLE `metric_counters` (
	`name` text PRIMARY KEY NOT NULL,
	`state` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `audit_cut` (
	`id` integer PRIMARY KEY NOT NULL,
	`sequence` integer NOT NULL,
	`hash` text NOT NULL,
	`jws` text NOT NULL,
	`at_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `retention` (
	`tenant_id` text PRIMARY KEY NOT NULL,
	`periods` text NOT NULL,
	`version` integer NOT NULL,
	`changed_at_ms` integer NOT NULL
);
--> statement-breakpoint
ALTER TABLE `members` ADD `leaving_until_ms` integer;