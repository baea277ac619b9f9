CREATE TABLE `instrument_imports` (
	`instrument` text COLLATE NOCASE PRIMARY KEY NOT NULL,
	`wrote` text NOT NULL,
	FOREIGN KEY (`instrument`) REFERENCES `instruments`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `item_imports` (
	`item` text COLLATE NOCASE PRIMARY KEY NOT NULL,
	`source` text COLLATE NOCASE NOT NULL,
	`edition` integer NOT NULL,
	`wrote` text NOT NULL,
	`made` text NOT NULL,
	`doubts` text NOT NULL,
	`raised` text NOT NULL,
	`offsets` text NOT NULL,
	FOREIGN KEY (`item`) REFERENCES `items`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `item_imports_in_doubt` ON `item_imports` (`item`) WHERE "item_imports"."doubts" <> '[]';--> statement-breakpoint
CREATE TABLE `item_proposals` (
	`item` text COLLATE NOCASE NOT NULL,
	`number` integer NOT NULL,
	`state` text NOT NULL,
	`source` text COLLATE NOCASE NOT NULL,
	`edition` integer NOT NULL,
	`pointer` text NOT NULL,
	`resource` text NOT NULL,
	`record` text COLLATE NOCASE NOT NULL,
	`field` text NOT NULL,
	`operation` text NOT NULL,
	`current` text NOT NULL,
	`proposed` text NOT NULL,
	`reason` text NOT NULL,
	`at` text NOT NULL,
	`decided_at` text,
	`decided_by` text,
	PRIMARY KEY(`item`, `number`),
	FOREIGN KEY (`item`) REFERENCES `items`(`id`) ON UPDATE no action ON DELETE cascade,
	CONSTRAINT "item_proposals_state" CHECK("item_proposals"."state" in ('pending', 'accepted', 'dismissed', 'withdrawn')),
	CONSTRAINT "item_proposals_operation" CHECK("item_proposals"."operation" in ('set', 'add', 'remove'))
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `item_proposals_pending` ON `item_proposals` (`item`) WHERE "item_proposals"."state" = 'pending';--> statement-breakpoint
CREATE TABLE `source_developments` (
	`edition` integer NOT NULL,
	`position` integer NOT NULL,
	`item` text COLLATE NOCASE NOT NULL,
	`start` integer NOT NULL,
	`end` integer NOT NULL,
	`title` text NOT NULL,
	`addresses` text NOT NULL,
	`reading` text,
	PRIMARY KEY(`edition`, `position`),
	FOREIGN KEY (`edition`) REFERENCES `source_editions`(`key`) ON UPDATE no action ON DELETE cascade
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `source_developments_by_item` ON `source_developments` (`item`);--> statement-breakpoint
CREATE TABLE `source_editions` (
	`key` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`source` text COLLATE NOCASE NOT NULL,
	`number` integer NOT NULL,
	`text` text NOT NULL,
	`hash` text NOT NULL,
	`imported_at` text NOT NULL,
	`imported_by` text,
	`made_source` integer NOT NULL,
	FOREIGN KEY (`source`) REFERENCES `sources`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `source_editions_by_source` ON `source_editions` (`source`,`number`);--> statement-breakpoint
CREATE INDEX `source_editions_by_hash` ON `source_editions` (`hash`);