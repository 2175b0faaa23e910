CREATE TABLE `equity` (
	`at_ms` integer PRIMARY KEY NOT NULL,
	`balance` text NOT NULL,
	`equity` text NOT NULL,
	`flow` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `feed_watch` (
	`id` integer PRIMARY KEY NOT NULL,
	`watch_id` text NOT NULL,
	`feed` text NOT NULL,
	`ends_at_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `events_deals` ON `events` (`at_ms`) WHERE instr("event", '"deal":"') > 0;