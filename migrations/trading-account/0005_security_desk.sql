CREATE TABLE `forgotten` (
	`id` integer PRIMARY KEY NOT NULL,
	`alerts_up_to_ms` integer NOT NULL,
	`last_number` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `retention` (
	`tenant_id` text PRIMARY KEY NOT NULL,
	`periods` text NOT NULL,
	`version` integer NOT NULL,
	`changed_at_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `stop` (
	`id` integer PRIMARY KEY NOT NULL,
	`tenant_version` integer NOT NULL,
	`version` integer NOT NULL,
	`stopped` text,
	`closing` text,
	`agent_version` integer,
	`agent_at_ms` integer
);
--> statement-breakpoint
ALTER TABLE `counters` ADD `metrics` text;--> statement-breakpoint
ALTER TABLE `orders` ADD `source` text;