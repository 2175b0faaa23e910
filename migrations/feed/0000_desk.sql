CREATE TABLE `events` (
	`id` integer PRIMARY KEY NOT NULL,
	`key` text NOT NULL,
	`event` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `feed` (
	`id` integer PRIMARY KEY NOT NULL,
	`era` text NOT NULL,
	`watch_id` text,
	`lease_ends_at_ms` integer NOT NULL,
	`empty_since_ms` integer
);
--> statement-breakpoint
CREATE TABLE `shards` (
	`shard` integer PRIMARY KEY NOT NULL,
	`lease_ends_at_ms` integer NOT NULL,
	`wishes` text NOT NULL
);
