CREATE TABLE `metric_counters` (
	`name` text PRIMARY KEY NOT NULL,
	`state` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `tenant_limits` (
	`id` integer PRIMARY KEY NOT NULL,
	`person_calls` integer,
	`person_trades` integer,
	`program_calls` integer,
	`program_trades` integer
);
--> statement-breakpoint
CREATE TABLE `web_origins` (
	`origin` text PRIMARY KEY NOT NULL
);
--> statement-breakpoint
CREATE TABLE `account_stops` (
	`account_id` text PRIMARY KEY NOT NULL,
	`version` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `emergency_stops` (
	`number` integer PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`accounts` text,
	`reason` text NOT NULL,
	`by` text NOT NULL,
	`at_ms` integer NOT NULL,
	`stops_entries` integer NOT NULL,
	`closes_positions` integer NOT NULL,
	`notifies` integer NOT NULL,
	`lifted_at_ms` integer,
	`lifted_by` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `emergency_stops_id_unique` ON `emergency_stops` (`id`);--> statement-breakpoint
CREATE TABLE `notice_channels` (
	`id` text PRIMARY KEY NOT NULL,
	`type` text NOT NULL,
	`name` text NOT NULL,
	`kinds` text NOT NULL,
	`severity` text NOT NULL,
	`enabled` integer NOT NULL,
	`shown` text NOT NULL,
	`sealed` text,
	`target_version` integer NOT NULL,
	`created_at_ms` integer NOT NULL,
	`failing_since_ms` integer,
	`failing_reason` text,
	`stopped` integer DEFAULT false NOT NULL,
	`not_before_ms` integer DEFAULT 0 NOT NULL,
	`posts_ms` text DEFAULT '[]' NOT NULL
);
--> statement-breakpoint
CREATE TABLE `notice_deliveries` (
	`id` integer PRIMARY KEY NOT NULL,
	`notice_id` text NOT NULL,
	`channel_id` text NOT NULL,
	`post_id` text NOT NULL,
	`state` text NOT NULL,
	`attempts` integer DEFAULT 0 NOT NULL,
	`told_at_ms` integer NOT NULL,
	`at_ms` integer,
	`reason` text
);
--> statement-breakpoint
CREATE INDEX `notice_deliveries_by_notice` ON `notice_deliveries` (`notice_id`);--> statement-breakpoint
CREATE INDEX `notice_deliveries_by_channel` ON `notice_deliveries` (`channel_id`,`state`);--> statement-breakpoint
CREATE TABLE `notices` (
	`sequence` integer PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`notice` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `notices_id_unique` ON `notices` (`id`);--> statement-breakpoint
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
ALTER TABLE `members` ADD `leaving_until_ms` integer;--> statement-breakpoint
ALTER TABLE `members` ADD `locked_at_ms` integer;--> statement-breakpoint
ALTER TABLE `members` ADD `locked_until_ms` integer;--> statement-breakpoint
ALTER TABLE `members` ADD `lock_reason` text;--> statement-breakpoint
ALTER TABLE `members` ADD `locked_by` text;