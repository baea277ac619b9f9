CREATE TABLE `instrument_members` (
	`record` integer NOT NULL,
	`set_number` integer NOT NULL,
	PRIMARY KEY(`record`, `set_number`),
	FOREIGN KEY (`record`) REFERENCES `instruments`(`key`) ON UPDATE no action ON DELETE cascade
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `item_members` (
	`record` integer NOT NULL,
	`set_number` integer NOT NULL,
	PRIMARY KEY(`record`, `set_number`),
	FOREIGN KEY (`record`) REFERENCES `items`(`key`) ON UPDATE no action ON DELETE cascade
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `set_changes` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`resource` text NOT NULL,
	`record` integer NOT NULL,
	`set_number` integer,
	`added` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `sets` (
	`number` integer PRIMARY KEY NOT NULL,
	`resource` text NOT NULL,
	`filter` text NOT NULL,
	`value` text NOT NULL,
	`hidden` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `sets_by_value` ON `sets` (`resource`,`filter`,`value`,`hidden`);
--> statement-breakpoint
DROP TABLE `instrument_listings`;
--> statement-breakpoint
DROP TABLE `item_listings`;
--> statement-breakpoint
DROP INDEX `citations_by_host`;
--> statement-breakpoint
DROP INDEX `citations_by_language`;
--> statement-breakpoint
CREATE INDEX `citations_kept` ON `citations` (`state`,`host`,`language`);
--> statement-breakpoint
DROP INDEX `events_by_type`;
--> statement-breakpoint
CREATE INDEX `events_kept` ON `events` (`state`,`date_start`,`date_end`,`type`);
--> statement-breakpoint
DROP INDEX `instruments_by_type`;
--> statement-breakpoint
DROP INDEX `instruments_by_local_type`;
--> statement-breakpoint
DROP INDEX `instruments_by_binding`;
--> statement-breakpoint
DROP INDEX `instruments_by_language`;
--> statement-breakpoint
CREATE INDEX `instruments_kept` ON `instruments` (`state`,`issued_start`,`issued_end`,`jurisdiction`,`type`,`binding`,`local_type`,`language`);
--> statement-breakpoint
DROP INDEX `issuing_bodies_by_kind`;
--> statement-breakpoint
DROP INDEX `items_by_kind`;
--> statement-breakpoint
DROP INDEX `items_by_language`;
--> statement-breakpoint
CREATE INDEX `items_kept` ON `items` (`state`,`date_start`,`date_end`,`jurisdiction`,`kind`,`language`);
--> statement-breakpoint
DROP INDEX `sources_by_publisher`;
--> statement-breakpoint
DROP INDEX `sources_by_language`;
--> statement-breakpoint
ALTER TABLE `dataset` ADD `derived_by` text DEFAULT '' NOT NULL;
--> statement-breakpoint
CREATE VIRTUAL TABLE `items_text` USING fts5(title, summary, owner, content = '', contentless_delete = 1, prefix = '1 2 3', tokenize = 'ascii');
--> statement-breakpoint
CREATE VIRTUAL TABLE `instruments_text` USING fts5(title, summary, owner, content = '', contentless_delete = 1, prefix = '1 2 3', tokenize = 'ascii');
--> statement-breakpoint
CREATE VIRTUAL TABLE `issuing_bodies_text` USING fts5(title, summary, owner, content = '', contentless_delete = 1, prefix = '1 2 3', tokenize = 'ascii');
--> statement-breakpoint
CREATE VIRTUAL TABLE `jurisdictions_text` USING fts5(title, summary, owner, content = '', contentless_delete = 1, prefix = '1 2 3', tokenize = 'ascii');
--> statement-breakpoint
CREATE VIRTUAL TABLE `topics_text` USING fts5(title, summary, owner, content = '', contentless_delete = 1, prefix = '1 2 3', tokenize = 'ascii');
--> statement-breakpoint
CREATE VIRTUAL TABLE `events_text` USING fts5(title, summary, owner, content = '', contentless_delete = 1, prefix = '1 2 3', tokenize = 'ascii');
--> statement-breakpoint
CREATE VIRTUAL TABLE `citations_text` USING fts5(title, summary, owner, content = '', contentless_delete = 1, prefix = '1 2 3', tokenize = 'ascii');
--> statement-breakpoint
CREATE VIRTUAL TABLE `sources_text` USING fts5(title, summary, owner, content = '', contentless_delete = 1, prefix = '1 2 3', tokenize = 'ascii');
--> statement-breakpoint
CREATE TRIGGER `items_insert_noted` AFTER INSERT ON `items` BEGIN
	INSERT INTO `set_changes` (`resource`, `record`, `added`) VALUES ('items', new.`key`, 1);
END;
--> statement-breakpoint
CREATE TRIGGER `items_update_noted` AFTER UPDATE ON `items` BEGIN
	INSERT INTO `set_changes` (`resource`, `record`, `added`) VALUES ('items', new.`key`, 1);
END;
--> statement-breakpoint
CREATE TRIGGER `items_delete_noted` AFTER DELETE ON `items` BEGIN
	INSERT INTO `set_changes` (`resource`, `record`, `added`) VALUES ('items', old.`key`, 0);
	DELETE FROM `items_text` WHERE rowid = old.`key`;
END;
--> statement-breakpoint
CREATE TRIGGER `instruments_insert_noted` AFTER INSERT ON `instruments` BEGIN
	INSERT INTO `set_changes` (`resource`, `record`, `added`) VALUES ('instruments', new.`key`, 1);
END;
--> statement-breakpoint
CREATE TRIGGER `instruments_update_noted` AFTER UPDATE ON `instruments` BEGIN
	INSERT INTO `set_changes` (`resource`, `record`, `added`) VALUES ('instruments', new.`key`, 1);
END;
--> statement-breakpoint
CREATE TRIGGER `instruments_delete_noted` AFTER DELETE ON `instruments` BEGIN
	INSERT INTO `set_changes` (`resource`, `record`, `added`) VALUES ('instruments', old.`key`, 0);
	DELETE FROM `instruments_text` WHERE rowid = old.`key`;
END;
--> statement-breakpoint
CREATE TRIGGER `issuing_bodies_insert_noted` AFTER INSERT ON `issuing_bodies` BEGIN
	INSERT INTO `set_changes` (`resource`, `record`, `added`) VALUES ('issuing-bodies', new.`key`, 1);
END;
--> statement-breakpoint
CREATE TRIGGER `issuing_bodies_update_noted` AFTER UPDATE ON `issuing_bodies` BEGIN
	INSERT INTO `set_changes` (`resource`, `record`, `added`) VALUES ('issuing-bodies', new.`key`, 1);
END;
--> statement-breakpoint
CREATE TRIGGER `issuing_bodies_delete_noted` AFTER DELETE ON `issuing_bodies` BEGIN
	INSERT INTO `set_changes` (`resource`, `record`, `added`) VALUES ('issuing-bodies', old.`key`, 0);
	DELETE FROM `issuing_bodies_text` WHERE rowid = old.`key`;
END;
--> statement-breakpoint
CREATE TRIGGER `jurisdictions_insert_noted` AFTER INSERT ON `jurisdictions` BEGIN
	INSERT INTO `set_changes` (`resource`, `record`, `added`) VALUES ('jurisdictions', new.`key`, 1);
END;
--> statement-breakpoint
CREATE TRIGGER `jurisdictions_update_noted` AFTER UPDATE ON `jurisdictions` BEGIN
	INSERT INTO `set_changes` (`resource`, `record`, `added`) VALUES ('jurisdictions', new.`key`, 1);
END;
--> statement-breakpoint
CREATE TRIGGER `jurisdictions_delete_noted` AFTER DELETE ON `jurisdictions` BEGIN
	INSERT INTO `set_changes` (`resource`, `record`, `added`) VALUES ('jurisdictions', old.`key`, 0);
	DELETE FROM `jurisdictions_text` WHERE rowid = old.`key`;
END;
--> statement-breakpoint
CREATE TRIGGER `topics_insert_noted` AFTER INSERT ON `topics` BEGIN
	INSERT INTO `set_changes` (`resource`, `record`, `added`) VALUES ('topics', new.`key`, 1);
END;
--> statement-breakpoint
CREATE TRIGGER `topics_update_noted` AFTER UPDATE ON `topics` BEGIN
	INSERT INTO `set_changes` (`resource`, `record`, `added`) VALUES ('topics', new.`key`, 1);
END;
--> statement-breakpoint
CREATE TRIGGER `topics_delete_noted` AFTER DELETE ON `topics` BEGIN
	INSERT INTO `set_changes` (`resource`, `record`, `added`) VALUES ('topics', old.`key`, 0);
	DELETE FROM `topics_text` WHERE rowid = old.`key`;
END;
--> statement-breakpoint
CREATE TRIGGER `events_insert_noted` AFTER INSERT ON `events` BEGIN
	INSERT INTO `set_changes` (`resource`, `record`, `added`) VALUES ('events', new.`key`, 1);
END;
--> statement-breakpoint
CREATE TRIGGER `events_update_noted` AFTER UPDATE ON `events` BEGIN
	INSERT INTO `set_changes` (`resource`, `record`, `added`) VALUES ('events', new.`key`, 1);
END;
--> statement-breakpoint
CREATE TRIGGER `events_delete_noted` AFTER DELETE ON `events` BEGIN
	INSERT INTO `set_changes` (`resource`, `record`, `added`) VALUES ('events', old.`key`, 0);
	DELETE FROM `events_text` WHERE rowid = old.`key`;
END;
--> statement-breakpoint
CREATE TRIGGER `citations_insert_noted` AFTER INSERT ON `citations` BEGIN
	INSERT INTO `set_changes` (`resource`, `record`, `added`) VALUES ('citations', new.`key`, 1);
END;
--> statement-breakpoint
CREATE TRIGGER `citations_update_noted` AFTER UPDATE ON `citations` BEGIN
	INSERT INTO `set_changes` (`resource`, `record`, `added`) VALUES ('citations', new.`key`, 1);
END;
--> statement-breakpoint
CREATE TRIGGER `citations_delete_noted` AFTER DELETE ON `citations` BEGIN
	INSERT INTO `set_changes` (`resource`, `record`, `added`) VALUES ('citations', old.`key`, 0);
	DELETE FROM `citations_text` WHERE rowid = old.`key`;
END;
--> statement-breakpoint
CREATE TRIGGER `sources_insert_noted` AFTER INSERT ON `sources` BEGIN
	INSERT INTO `set_changes` (`resource`, `record`, `added`) VALUES ('sources', new.`key`, 1);
END;
--> statement-breakpoint
CREATE TRIGGER `sources_update_noted` AFTER UPDATE ON `sources` BEGIN
	INSERT INTO `set_changes` (`resource`, `record`, `added`) VALUES ('sources', new.`key`, 1);
END;
--> statement-breakpoint
CREATE TRIGGER `sources_delete_noted` AFTER DELETE ON `sources` BEGIN
	INSERT INTO `set_changes` (`resource`, `record`, `added`) VALUES ('sources', old.`key`, 0);
	DELETE FROM `sources_text` WHERE rowid = old.`key`;
END;
--> statement-breakpoint
CREATE TRIGGER `item_members_insert_noted` AFTER INSERT ON `item_members` BEGIN
	INSERT INTO `set_changes` (`resource`, `record`, `set_number`, `added`) VALUES ('items', new.`record`, new.`set_number`, 1);
END;
--> statement-breakpoint
CREATE TRIGGER `item_members_delete_noted` AFTER DELETE ON `item_members` BEGIN
	INSERT INTO `set_changes` (`resource`, `record`, `set_number`, `added`) VALUES ('items', old.`record`, old.`set_number`, 0);
END;
--> statement-breakpoint
CREATE TRIGGER `instrument_members_insert_noted` AFTER INSERT ON `instrument_members` BEGIN
	INSERT INTO `set_changes` (`resource`, `record`, `set_number`, `added`) VALUES ('instruments', new.`record`, new.`set_number`, 1);
END;
--> statement-breakpoint
CREATE TRIGGER `instrument_members_delete_noted` AFTER DELETE ON `instrument_members` BEGIN
	INSERT INTO `set_changes` (`resource`, `record`, `set_number`, `added`) VALUES ('instruments', old.`record`, old.`set_number`, 0);
END;
