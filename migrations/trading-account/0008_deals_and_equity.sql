CREATE TABLE `equity` (
	`at_ms` integer PRIMARY KEY NOT NULL,
	`balance` text NOT NULL,
	`equity` text NOT NULL,
	`flow` text NOT NULL
);
