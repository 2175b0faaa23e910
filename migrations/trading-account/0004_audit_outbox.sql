CREATE TABLE `outbox` (
	`id` integer PRIMARY KEY NOT NULL,
	`destination` text NOT NULL,
	`message` text NOT NULL,
	`parked_times` integer DEFAULT 0 NOT NULL,
	`not_before_ms` integer DEFAULT 0 NOT NULL
);
