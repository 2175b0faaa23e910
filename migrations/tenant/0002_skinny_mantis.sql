CREATE TABLE `web_origins` (
	`origin` text PRIMARY KEY NOT NULL
);
