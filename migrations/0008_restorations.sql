CREATE TABLE `restorations` (
	`begins_at` integer PRIMARY KEY NOT NULL,
	`lost_after` integer NOT NULL,
	`at` text NOT NULL
);
