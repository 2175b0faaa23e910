CREATE TABLE `metric_counters` (
	`name` text PRIMARY KEY NOT NULL,
	`state` text NOT NULL
);
