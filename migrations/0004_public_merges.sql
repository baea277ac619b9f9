ALTER TABLE `tombstones` ADD `merge_is_public` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
UPDATE `tombstones` SET `merge_is_public` = 1 WHERE `merged_into` IS NOT NULL AND EXISTS (
	SELECT 1 FROM `changes` `c` WHERE `c`.`resource` = `tombstones`.`resource` AND `c`.`id` = `tombstones`.`id` AND `c`.`public_action` = 'merge'
);
