CREATE TABLE `access_tokens` (
	`jti` text PRIMARY KEY NOT NULL,
	`session_id` text NOT NULL,
	`expires_at_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `challenges` (
	`hash` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`data` text NOT NULL,
	`expires_at_ms` integer NOT NULL,
	`failed_attempts` integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE `known_addresses` (
	`address` text PRIMARY KEY NOT NULL,
	`last_at_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `memberships` (
	`tenant_id` text PRIMARY KEY NOT NULL,
	`role` text,
	`accounts` text,
	`version` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `outbox` (
	`id` integer PRIMARY KEY NOT NULL,
	`destination` text NOT NULL,
	`message` text NOT NULL,
	`parked_times` integer DEFAULT 0 NOT NULL,
	`not_before_ms` integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE `passkeys` (
	`id` text PRIMARY KEY NOT NULL,
	`public_key` text NOT NULL,
	`counter` integer NOT NULL,
	`transports` text NOT NULL,
	`name` text NOT NULL,
	`created_at_ms` integer NOT NULL,
	`last_used_at_ms` integer
);
--> statement-breakpoint
CREATE TABLE `person` (
	`user_id` text PRIMARY KEY NOT NULL,
	`email` text NOT NULL,
	`password_hash` text NOT NULL,
	`created_at_ms` integer NOT NULL,
	`totp_secret` text,
	`totp_last_step` integer DEFAULT -1 NOT NULL
);
--> statement-breakpoint
CREATE TABLE `rates` (
	`name` text PRIMARY KEY NOT NULL,
	`state` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `recovery_codes` (
	`hash` text PRIMARY KEY NOT NULL,
	`used_at_ms` integer
);
--> statement-breakpoint
CREATE TABLE `refresh_tokens` (
	`hash` text PRIMARY KEY NOT NULL,
	`session_id` text NOT NULL,
	`used_at_ms` integer
);
--> statement-breakpoint
CREATE TABLE `sessions` (
	`id` text PRIMARY KEY NOT NULL,
	`tenant_id` text NOT NULL,
	`client` text NOT NULL,
	`name` text NOT NULL,
	`address` text NOT NULL,
	`factor` text NOT NULL,
	`csrf_key` text NOT NULL,
	`started_at_ms` integer NOT NULL,
	`last_seen_at_ms` integer NOT NULL,
	`ended_at_ms` integer,
	`end_reason` text,
	`failed_attempts` integer DEFAULT 0 NOT NULL
);
