CREATE TABLE `security_alerts` (
	`id` text PRIMARY KEY NOT NULL,
	`open_key` text,
	`rule` text NOT NULL,
	`severity` text NOT NULL,
	`subject_kind` text NOT NULL,
	`subject_id` text NOT NULL,
	`cause` text NOT NULL,
	`advice` text NOT NULL,
	`raised_at_ms` integer NOT NULL,
	`first_at_ms` integer NOT NULL,
	`last_at_ms` integer NOT NULL,
	`count` integer NOT NULL,
	`state` text NOT NULL,
	`note` text,
	`changed_by` text,
	`changed_at_ms` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `security_alerts_open_key_unique` ON `security_alerts` (`open_key`);--> statement-breakpoint
CREATE INDEX `security_alerts_raised` ON `security_alerts` (`rule`,`raised_at_ms`);--> statement-breakpoint
CREATE TABLE `security_reports` (
	`week_ms` integer PRIMARY KEY NOT NULL,
	`told_at_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `security_states` (
	`rule` text NOT NULL,
	`subject` text NOT NULL,
	`key` text PRIMARY KEY NOT NULL,
	`state` text NOT NULL,
	`until_ms` integer NOT NULL
);
--> statement-breakpoint
ALTER TABLE `members` ADD `locked_at_ms` integer;--> statement-breakpoint
ALTER TABLE `members` ADD `locked_until_ms` integer;--> statement-breakpoint
ALTER TABLE `members` ADD `lock_reason` text;--> statement-breakpoint
ALTER TABLE `members` ADD `locked_by` text;