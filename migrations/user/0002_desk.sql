CREATE TABLE `feed_holds` (
	`key` text PRIMARY KEY NOT NULL,
	`holder` text NOT NULL,
	`feed` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `feed_holds_holder` ON `feed_holds` (`holder`);