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
ALTER TABLE `orders` ADD `source` text;