CREATE TABLE `feed_watch` (
	`id` integer PRIMARY KEY NOT NULL,
	`watch_id` text NOT NULL,
	`feed` text NOT NULL,
	`ends_at_ms` integer NOT NULL
);
