CREATE TABLE `tenant_limits` (
	`id` integer PRIMARY KEY NOT NULL,
	`person_calls` integer,
	`person_trades` integer,
	`program_calls` integer,
	`program_trades` integer
);
