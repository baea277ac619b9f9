CREATE TABLE `idempotency_answers` (
	`api_key` text NOT NULL,
	`number` integer NOT NULL,
	`idempotency_key` text NOT NULL,
	`fingerprint` text NOT NULL,
	`created_at` text NOT NULL,
	`status` integer NOT NULL,
	`headers` text NOT NULL,
	`body` text,
	`state` text NOT NULL,
	`size` integer NOT NULL,
	`size_total` integer NOT NULL,
	PRIMARY KEY(`api_key`, `number`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE UNIQUE INDEX `idempotency_answers_by_key` ON `idempotency_answers` (`api_key`,`idempotency_key`);--> statement-breakpoint
CREATE INDEX `idempotency_answers_by_created_at` ON `idempotency_answers` (`created_at`);--> statement-breakpoint
ALTER TABLE `api_keys` ADD `rotated_at` text;--> statement-breakpoint
ALTER TABLE `api_keys` ADD `previous_hash` text;--> statement-breakpoint
ALTER TABLE `api_keys` ADD `previous_expires_at` text;--> statement-breakpoint
CREATE INDEX `api_keys_by_previous_hash` ON `api_keys` (`previous_hash`);