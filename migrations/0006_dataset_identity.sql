ALTER TABLE `dataset` ADD `identity` text DEFAULT '' NOT NULL;--> statement-breakpoint
UPDATE `dataset` SET `identity` = lower(hex(randomblob(16)));
