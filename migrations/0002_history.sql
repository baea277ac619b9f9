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
CREATE TABLE `mirror` (
	`id` integer PRIMARY KEY NOT NULL,
	`url` text NOT NULL,
	`reached` integer NOT NULL,
	CONSTRAINT "mirror_single_row" CHECK("mirror"."id" = 1)
);
--> statement-breakpoint
ALTER TABLE `tombstones` ADD `merged_into` text COLLATE NOCASE;--> statement-breakpoint
ALTER TABLE `tombstones` ADD `purged_at` text;