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
CREATE TABLE `spent_ids` (
	`id_hash` text PRIMARY KEY NOT NULL,
	`alert_id` text NOT NULL,
	`body_hash` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `alerts_refused` ON `alerts` (`sequence`) WHERE "alerts"."verdict" = 'refused';