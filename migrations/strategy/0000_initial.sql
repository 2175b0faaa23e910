CREATE TABLE `alerts` (
	`sequence` integer PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`received_at_ms` integer NOT NULL,
	`decided_at_ms` integer NOT NULL,
	`verdict` text NOT NULL,
	`body` text NOT NULL,
	`explicit_id` text,
	`address` text,
	`duplicate_of` text,
	`hint` text,
	`refusal` text,
	`signal` text,
	`routes` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `alerts_accepted_id` ON `alerts` (`explicit_id`) WHERE "alerts"."verdict" = 'accepted' AND "alerts"."explicit_id" IS NOT NULL;--> statement-breakpoint
CREATE TABLE `outbox` (
	`id` integer PRIMARY KEY NOT NULL,
	`destination` text NOT NULL,
	`message` text NOT NULL,
	`parked_times` integer DEFAULT 0 NOT NULL,
	`not_before_ms` integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE `profiles` (
	`account_id` text PRIMARY KEY NOT NULL,
	`profile` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `strategy` (
	`strategy_id` text PRIMARY KEY NOT NULL,
	`tenant_id` text NOT NULL,
	`secrets` text NOT NULL,
	`settings` text NOT NULL,
	`halted` integer NOT NULL,
	`created_at_ms` integer NOT NULL
);
