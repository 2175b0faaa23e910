ALTER TABLE `access_tokens` ADD `made_at_ms` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `memberships` ADD `calls_per_minute` integer;--> statement-breakpoint
ALTER TABLE `memberships` ADD `trades_per_second` integer;