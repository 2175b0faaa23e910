CREATE TABLE `shards` (
	`shard` integer PRIMARY KEY NOT NULL,
	`lease_ends_at_ms` integer NOT NULL,
	`wishes` text NOT NULL
);
