CREATE TABLE `changes` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`at` text NOT NULL,
	`resource` text NOT NULL,
	`record` integer NOT NULL,
	`id` text COLLATE NOCASE NOT NULL,
	`revision` integer NOT NULL,
	`action` text,
	`public_action` text,
	`merged_into` text COLLATE NOCASE,
	`written_by` text,
	`data` text,
	`public_data` text
);
--> statement-breakpoint
CREATE INDEX `changes_of_record` ON `changes` (`resource`,`id`,`seq`);--> statement-breakpoint
CREATE INDEX `changes_by_record` ON `changes` (`resource`,`record`,`seq`);--> statement-breakpoint
CREATE INDEX `changes_by_at` ON `changes` (`at`);--> statement-breakpoint
ALTER TABLE `tombstones` ADD `merged_into` text COLLATE NOCASE;--> statement-breakpoint
ALTER TABLE `tombstones` ADD `purged_at` text;