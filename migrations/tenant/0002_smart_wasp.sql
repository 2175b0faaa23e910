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
CREATE UNIQUE INDEX `emergency_stops_id_unique` ON `emergency_stops` (`id`);