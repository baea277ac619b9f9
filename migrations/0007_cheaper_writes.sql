DROP INDEX `citations_by_instrument`;--> statement-breakpoint
DROP INDEX `citations_by_publisher`;--> statement-breakpoint
DROP INDEX `citations_by_archived_url`;--> statement-breakpoint
DROP INDEX `citations_by_locator`;--> statement-breakpoint
CREATE INDEX `citations_by_instrument` ON `citations` (`instrument`,`position`) WHERE "citations"."instrument" is not null;--> statement-breakpoint
CREATE INDEX `citations_by_publisher` ON `citations` (`publisher`,`created_at`,`id`) WHERE "citations"."publisher" is not null;--> statement-breakpoint
CREATE INDEX `citations_by_archived_url` ON `citations` (`archived_url`) WHERE "citations"."archived_url" is not null;--> statement-breakpoint
CREATE INDEX `citations_by_locator` ON `citations` (`locator`) WHERE "citations"."locator" is not null;--> statement-breakpoint
-- The newest change is enough: who is behind it reads everything anew. Triggers name the table, so that
-- another can't be renamed to it.
CREATE TABLE `newest_set_change` AS SELECT * FROM `set_changes` ORDER BY `seq` DESC LIMIT 1;--> statement-breakpoint
DROP TABLE `set_changes`;--> statement-breakpoint
CREATE TABLE `set_changes` (
	`seq` integer PRIMARY KEY NOT NULL,
	`resource` text NOT NULL,
	`record` integer NOT NULL,
	`set_number` integer,
	`added` integer NOT NULL
);
--> statement-breakpoint
INSERT INTO `set_changes` (`seq`, `resource`, `record`, `set_number`, `added`) SELECT `seq`, `resource`, `record`, `set_number`, `added` FROM `newest_set_change`;--> statement-breakpoint
DROP TABLE `newest_set_change`;
