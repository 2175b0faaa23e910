CREATE TABLE `feed_sockets` (
	`id` text PRIMARY KEY NOT NULL,
	`feed` text NOT NULL,
	`opened_at_ms` integer NOT NULL
);
