CREATE TABLE `reference_forms` (
	`form` text NOT NULL,
	`resource` text NOT NULL,
	`record` integer NOT NULL,
	PRIMARY KEY(`form`, `resource`, `record`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `reference_forms_by_record` ON `reference_forms` (`resource`,`record`);--> statement-breakpoint
CREATE TRIGGER `instruments_delete_forms` AFTER DELETE ON `instruments` BEGIN
	DELETE FROM `reference_forms` WHERE `resource` = 'instruments' AND `record` = old.`key`;
END;
--> statement-breakpoint
CREATE TRIGGER `citations_delete_forms` AFTER DELETE ON `citations` BEGIN
	DELETE FROM `reference_forms` WHERE `resource` = 'citations' AND `record` = old.`key`;
END;
--> statement-breakpoint
CREATE TRIGGER `sources_delete_forms` AFTER DELETE ON `sources` BEGIN
	DELETE FROM `reference_forms` WHERE `resource` = 'sources' AND `record` = old.`key`;
END;
