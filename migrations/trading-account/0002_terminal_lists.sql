CREATE TABLE `pendings` (
	`key` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `unsettled` (
	`key` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL
);
