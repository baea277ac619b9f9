ALTER TABLE `api_keys` ADD `rotated_at` text;--> statement-breakpoint
ALTER TABLE `api_keys` ADD `previous_hash` text;--> statement-breakpoint
ALTER TABLE `api_keys` ADD `previous_expires_at` text;--> statement-breakpoint
CREATE INDEX `api_keys_by_previous_hash` ON `api_keys` (`previous_hash`);