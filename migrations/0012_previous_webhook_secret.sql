ALTER TABLE `webhooks` RENAME COLUMN "old_secret" TO "previous_secret";--> statement-breakpoint
ALTER TABLE `webhooks` RENAME COLUMN "old_secret_until" TO "previous_expires_at";