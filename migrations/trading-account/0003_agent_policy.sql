ALTER TABLE `terminal` ADD `halted` text;--> statement-breakpoint
ALTER TABLE `terminal` ADD `policy` text;