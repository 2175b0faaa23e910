CREATE TABLE `outbox` (
	`id` integer PRIMARY KEY NOT NULL,
	`destination` text NOT NULL,
	`message` text NOT NULL,
	`parked_times` integer DEFAULT 0 NOT NULL,
	`not_before_ms` integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE `audit_delivery` (
	`id` integer PRIMARY KEY NOT NULL,
	`webhook_url` text,
	`webhook_secret` text,
	`bucket` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `audit_entries` (
	`sequence` integer PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`hash` text NOT NULL,
	`entry` text NOT NULL,
	`who` text,
	`subject` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `audit_entries_id_unique` ON `audit_entries` (`id`);--> statement-breakpoint
CREATE TABLE `audit_heads` (
	`sequence` integer PRIMARY KEY NOT NULL,
	`jws` text NOT NULL,
	`at_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `audit_persons` (
	`person_id` text PRIMARY KEY NOT NULL,
	`ref` text NOT NULL
);
