CREATE TABLE `webhook_deliveries` (
	`key` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text NOT NULL,
	`webhook` integer NOT NULL,
	`seq` integer,
	`record` integer,
	`action` text NOT NULL,
	`state` text NOT NULL,
	`attempts` integer DEFAULT 0 NOT NULL,
	`tries` integer DEFAULT 0 NOT NULL,
	`created_at` text NOT NULL,
	`tried_since` text,
	`next_attempt_at` text,
	`last_attempt_at` text,
	`finished_at` text,
	`response_status` integer,
	`error` text,
	FOREIGN KEY (`webhook`) REFERENCES `webhooks`(`key`) ON UPDATE no action ON DELETE cascade,
	CONSTRAINT "webhook_deliveries_state_vocabulary" CHECK("state" in ('waiting', 'delivered', 'failed'))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `webhook_deliveries_id_unique` ON `webhook_deliveries` (`id`);--> statement-breakpoint
CREATE INDEX `webhook_deliveries_of_webhook` ON `webhook_deliveries` (`webhook`,`key`);--> statement-breakpoint
CREATE INDEX `webhook_deliveries_due` ON `webhook_deliveries` (`webhook`,`next_attempt_at`);--> statement-breakpoint
CREATE INDEX `webhook_deliveries_in_order` ON `webhook_deliveries` (`webhook`,`state`,`record`,`key`);--> statement-breakpoint
CREATE INDEX `webhook_deliveries_finished` ON `webhook_deliveries` (`finished_at`);--> statement-breakpoint
CREATE TABLE `webhook_lease` (
	`id` integer PRIMARY KEY NOT NULL,
	`holder` text NOT NULL,
	`until` text NOT NULL,
	CONSTRAINT "webhook_lease_single_row" CHECK("webhook_lease"."id" = 1)
);
--> statement-breakpoint
CREATE TABLE `webhook_matches` (
	`webhook` integer NOT NULL,
	`chunk` integer NOT NULL,
	`bits` blob NOT NULL,
	PRIMARY KEY(`webhook`, `chunk`),
	FOREIGN KEY (`webhook`) REFERENCES `webhooks`(`key`) ON UPDATE no action ON DELETE cascade
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `webhooks` (
	`key` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text NOT NULL,
	`url` text NOT NULL,
	`resource` text NOT NULL,
	`query` text NOT NULL,
	`drafts` integer NOT NULL,
	`description` text,
	`secret` text NOT NULL,
	`old_secret` text,
	`old_secret_until` text,
	`enabled` integer NOT NULL,
	`disabled_at` text,
	`disabled_reason` text,
	`disabled_detail` text,
	`position` integer NOT NULL,
	`created_at` text NOT NULL,
	`updated_at` text NOT NULL,
	`last_success_at` text,
	`last_failure_at` text,
	CONSTRAINT "webhooks_disabled_reason_vocabulary" CHECK("disabled_reason" in ('requested', 'failing', 'gone', 'query'))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `webhooks_id_unique` ON `webhooks` (`id`);--> statement-breakpoint
CREATE INDEX `webhooks_by_created_at` ON `webhooks` (`created_at`,`id`);