CREATE TABLE `account` (
	`id` integer PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`tenant_id` text NOT NULL,
	`name` text NOT NULL,
	`settings` text NOT NULL,
	`profile_version` integer NOT NULL,
	`created_at_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `agents` (
	`id` text PRIMARY KEY NOT NULL,
	`public_key` text NOT NULL,
	`paired_at_ms` integer NOT NULL,
	`revoked_at_ms` integer
);
--> statement-breakpoint
CREATE TABLE `counters` (
	`id` integer PRIMARY KEY NOT NULL,
	`last_seq` integer NOT NULL,
	`acked_seq` integer NOT NULL,
	`report_ack_seq` integer NOT NULL,
	`filled` integer NOT NULL,
	`cancelled` integer NOT NULL,
	`rejected` integer NOT NULL,
	`expired` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `events` (
	`key` integer PRIMARY KEY NOT NULL,
	`event` text NOT NULL,
	`at_ms` integer NOT NULL,
	`recorded_at_ms` integer NOT NULL,
	`epoch` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `faults` (
	`id` integer PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`order_id` text,
	`message` text NOT NULL,
	`event` text,
	`epoch` integer NOT NULL,
	`at_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `link` (
	`id` integer PRIMARY KEY NOT NULL,
	`epoch` integer NOT NULL,
	`stage` text NOT NULL,
	`reconcile_id` integer NOT NULL,
	`agent_id` text,
	`agent_version` text,
	`journal_id` text,
	`connected_at_ms` integer,
	`disconnected_at_ms` integer
);
--> statement-breakpoint
CREATE TABLE `order_alarms` (
	`id` integer PRIMARY KEY NOT NULL,
	`order_id` text NOT NULL,
	`code` text NOT NULL,
	`raised_at_ms` integer NOT NULL,
	`cleared_at_ms` integer
);
--> statement-breakpoint
CREATE TABLE `orders` (
	`number` integer PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`alert_id` text NOT NULL,
	`strategy_id` text NOT NULL,
	`leg` integer NOT NULL,
	`after` text,
	`lane` text,
	`symbol` text,
	`instruction` text NOT NULL,
	`created_at_ms` integer NOT NULL,
	`deadline_ms` integer NOT NULL,
	`state` text,
	`seq` integer,
	`changed_at_ms` integer,
	`filled_lots` text,
	`average_price` text,
	`ticket` text,
	`door` text,
	`refusal` text,
	`deals` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `orders_id_unique` ON `orders` (`id`);--> statement-breakpoint
CREATE INDEX `orders_open` ON `orders` (`state`) WHERE "state" IS NULL;--> statement-breakpoint
CREATE TABLE `pairing` (
	`id` integer PRIMARY KEY NOT NULL,
	`code_sha256` text NOT NULL,
	`expires_at_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `positions` (
	`key` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `refusals` (
	`alert_id` text PRIMARY KEY NOT NULL,
	`refusal` text NOT NULL,
	`received_at_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `sign_ins` (
	`jti` text PRIMARY KEY NOT NULL,
	`expires_at_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `symbols` (
	`key` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `terminal` (
	`id` integer PRIMARY KEY NOT NULL,
	`ready` integer NOT NULL,
	`reason` text,
	`account` text,
	`at_ms` integer NOT NULL
);
